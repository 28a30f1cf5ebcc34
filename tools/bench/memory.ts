import { readFileSync } from 'node:fs'

/** Watches how much memory Node takes: this process and the readers it starts, together, sampled forty times a second. */
export function watchMemory(): { peakMegabytes(): number } {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(
      peak,
      [process.pid, ...nodeChildren(process.pid)].reduce((n, pid) => n + resident(pid), 0),
    )
  }, 25)
  timer.unref()
  return {
    peakMegabytes() {
      clearInterval(timer)
      return peak / 1024
    },
  }
}

function nodeChildren(pid: number): number[] {
  const text = contents(`/proc/${pid}/task/${pid}/children`)
  return text
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter((child) => contents(`/proc/${child}/comm`).trim() === 'node')
}

function resident(pid: number): number {
  const m = /VmRSS:\s+(\d+) kB/.exec(contents(`/proc/${pid}/status`))
  return m ? Number(m[1]) : 0
}

/** A process may end while it is being looked at. */
function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
