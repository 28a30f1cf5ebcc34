import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * PostgreSQL refuses to run as root. Started by root (containers, CI), it runs
 *  - as the `postgres` or `nobody` account where that account can reach the folders, else
 *  - inside a user namespace in which root is seen as nobody (a checkout below /root is 0700).
 */
export interface Identity {
  /** Put before the program, e.g. the namespace wrapper. */
  prefix: string[]
  uid: number | undefined
  gid: number | undefined
}

/** How to run the server so that it can read `paths`; throws a Chinese sentence where no way is found. */
export function chooseIdentity(paths: string[]): Identity {
  if (process.getuid?.() !== 0) return { prefix: [], uid: undefined, gid: undefined }
  const account = findAccount(['postgres', 'nobody'])
  if (account && paths.every((p) => reachableByOthers(p))) return { prefix: [], ...account }
  const prefix = ['unshare', '--user', '--map-user=65534', '--map-group=65534']
  if (works([...prefix, 'true'])) return { prefix, uid: undefined, gid: undefined }
  throw new Error(
    `以 root 启动时，内置数据库须以普通账户运行，但该账户进不了 ${paths[0]}；请把项目放到 /opt/diguan 之类的目录，或换普通用户运行，或用 DATABASE_URL 指向自备的 PostgreSQL`,
  )
}

function findAccount(names: string[]): { uid: number; gid: number } | undefined {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of names) {
    const line = lines.find((l) => l.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

/** Every folder up to the root lets other accounts pass; a missing leaf is judged by its parents. */
function reachableByOthers(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    const mode = statSync(at, { throwIfNoEntry: false })?.mode
    if (mode !== undefined && (mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function works([program, ...args]: string[]): boolean {
  try {
    execFileSync(program!, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
