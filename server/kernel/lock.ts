import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from './files.ts'

/**
 * One server on one data folder: a second start is refused while the first lives. A lock left by a killed process is
 * taken over, because its pid no longer runs.
 */
export function holdLock(home: string): { release(): void } {
  mkdirSync(home, { recursive: true })
  const file = join(home, 'server.pid')
  const holder = livingHolder(file)
  if (holder !== undefined) {
    throw new Error(
      `数据目录 ${home} 正被另一个滴灌进程（pid ${holder}）使用；请先停止它，或用 DIGUAN_HOME 换一个目录`,
    )
  }
  writeFileSync(file, String(process.pid), { mode: 0o600 })
  return { release: () => rmSync(file, { force: true }) }
}

function livingHolder(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8'))
  return pid !== process.pid && Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined
}
