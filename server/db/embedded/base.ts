import { chmod, lstat, mkdir } from 'node:fs/promises'
import { AppError } from '../../errors.ts'
import { type Account, reaches, self } from './account.ts'

/**
 * Where seats and copies of the programs lie: a folder of ours, short, kept over restarts of the machine, which
 * the account can pass through but nobody else can list or write. One that somebody else planted is passed over.
 */
export async function openBase(account: Account): Promise<string> {
  const own = self().uid
  const places = [`/var/tmp/xiangban-${own}`, `/tmp/xiangban-${own}`]
  if (own === 0) places.unshift('/var/lib/xiangban')
  let reason = ''
  for (const place of places) {
    try {
      await mkdir(place, 0o711).catch(error => {
        if (error.code !== 'EEXIST') throw error
      })
      const found = await lstat(place)
      const ours = found.isDirectory() && found.uid === own && (found.mode & 0o022) === 0
      // A strict umask, ours or that of a process making it at this moment, may have closed it.
      if (ours) await chmod(place, 0o711)
      if (ours && (await reaches(account, place)) && (await reaches(self(), place, true))) return place
      reason = `${place} 不可用`
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
    }
  }
  throw new AppError('E-DB', { what: `没有可写的文件夹放数据库:${reason}` })
}
