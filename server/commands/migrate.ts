import { runCommand } from '../house.ts'

// Opening the house migrates it, under a lock; with DATABASE_URL this needs MIGRATION_DATABASE_URL.
await runCommand(async () => {
  console.log('数据库已是最新 / the database is up to date')
})
