/** Plays a drowning season in fast time and holds the books against what the phones got: npm run drill:season [-- --json] */
import { playSeason } from './season/run.ts'

await playSeason(process.argv.slice(2))
