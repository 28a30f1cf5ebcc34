/** Reads one file in a process of its own, as the import will, and tells how it ended and what memory it took. */
import { readFileSync } from 'node:fs'
import { openWorkbook } from './open.ts'
import { FileRefused } from './sheet.ts'

async function outcome(path: string): Promise<string> {
  let rows = 0
  try {
    for await (const sheet of openWorkbook(path)) for await (const batch of sheet.rows) rows += batch.length
    return `${rows} rows`
  } catch (error) {
    if (error instanceof FileRefused) return error.code
    throw error
  }
}

/** The kernel's own peak of this process; getrusage would count the parent's memory at the fork. */
function peakKilobytes(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
}

const result = await outcome(process.argv[2]!)
console.log(JSON.stringify({ result, megabytes: Math.round(peakKilobytes() / 1024) }))
