import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { AppError } from '../../errors.ts'

/** The system account PostgreSQL runs as. `drop`: we are root and step down to it (PostgreSQL refuses root). */
export type Account = { uid: number; gid: number; drop: boolean }

/** What a finished program left behind; `error` when it could not even be executed. */
export type Finished = { status: number | null; stdout: string; stderr: string; error?: Error }

/** The account this process runs as. */
export const self = (): Account => ({
  uid: process.getuid?.() ?? -1,
  gid: process.getgid?.() ?? -1,
  drop: false,
})

const candidates = ['postgres', '_postgres', 'nobody']

/**
 * The account for a new cluster: ourselves, or, as root, the first of {@link candidates} in /etc/passwd.
 * An existing cluster keeps its `owner`. Never creates an account.
 */
export async function chooseAccount(owner?: { uid: number; gid: number }): Promise<Account> {
  const { uid } = self()
  if (uid !== 0) {
    if (owner && owner.uid !== uid) throw new AppError('E-DB', { what: '数据文件夹属于另一个系统账号' })
    return self()
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, drop: true }
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map(line => line.split(':'))
  for (const name of candidates) {
    const [, , user, group] = lines.find(fields => fields[0] === name) ?? []
    if (Number(user) > 0) return { uid: Number(user), gid: Number(group), drop: true }
  }
  throw new AppError('E-DB', { what: `没有可用的普通系统账号(${candidates.join('、')})` })
}

/** Spawn options that make a program run as the account, far from our folders, settings and language. */
export function asAccount(account: Account) {
  return {
    ...(account.drop && { uid: account.uid, gid: account.gid }),
    cwd: '/',
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' } as NodeJS.ProcessEnv,
  }
}

/** Runs a program to its end as the account. Never rejects. */
export function runAs(account: Account, file: string, args: string[]): Promise<Finished> {
  return new Promise(resolve => {
    const finished: Finished = { status: null, stdout: '', stderr: '' }
    const child = spawn(file, args, { ...asAccount(account), stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      finished.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      finished.stderr += text
    })
    child.on('error', error => resolve({ ...finished, error }))
    child.on('close', status => resolve({ ...finished, status }))
  })
}

/** Whether the account can enter the folder and, with `write`, make files there: tried, not computed. */
export async function reaches(account: Account, folder: string, write = false): Promise<boolean> {
  const script = write ? 'cd -- "$0" && : > .probe.$$ && rm -f .probe.$$' : 'cd -- "$0"'
  return (await runAs(account, '/bin/sh', ['-c', script, folder])).status === 0
}
