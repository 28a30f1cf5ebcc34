import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { PassThrough, type Readable } from 'node:stream'
import { Problem } from '#kernel/problem.ts'
import type { ReadMessage, ReadOrder } from './read.child.ts'
import { readerArguments } from './reader-build.ts'

const limits = { heapMegabytes: 512, wallMilliseconds: 10 * 60_000 }

export interface Reading {
  /** Staged rows as COPY text. */
  rows: Readable
  messages: AsyncIterable<ReadMessage>
  /** Resolves when the child has ended well; rejects with a Chinese reason when it did not. */
  ended: Promise<void>
  /** Kills the child; what it has written so far is not taken for a whole list. */
  cancel(): void
}

/**
 * Reads a file in a child process: 512 MB heap, ten minutes, no database credential in its environment, no network
 * where the system lets us take it away. Its death is this file's failure, never the server's.
 */
export function readInChild(order: ReadOrder): Reading {
  const [program, ...args] = [
    ...networkless(),
    process.execPath,
    `--max-old-space-size=${limits.heapMegabytes}`,
    '--disable-proto=delete',
    ...readerArguments(),
  ]
  const child = spawn(program!, args, {
    env: { PATH: process.env.PATH, TZ: 'UTC', NODE_NO_WARNINGS: '1' },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  const wall = setTimeout(() => child.kill('SIGKILL'), limits.wallMilliseconds)
  child.stdin!.on('error', () => undefined)
  child.stdin!.end(JSON.stringify(order))
  const ended = outcome(child).finally(() => clearTimeout(wall))
  ended.catch(() => undefined)
  // Taken from the start: Node throws away what nobody has begun to read when a child ends, and a short list is
  // read before the database has a connection for its rows.
  const rows = new PassThrough()
  child.stdout!.pipe(rows)
  rows.on('error', () => undefined)
  return {
    rows,
    messages: messagesOf(child.stdio[3] as Readable),
    ended,
    cancel: () => {
      rows.destroy(new Error('the reading was given up'))
      child.kill('SIGKILL')
    },
  }
}

async function* messagesOf(stream: Readable): AsyncGenerator<ReadMessage> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    yield JSON.parse(line) as ReadMessage
  }
}

function outcome(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr!.on('data', (d: Buffer) => {
    if (said.length < 4_000) said += d.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else if (code === 3) reject(new Problem('bad_file'))
      else reject(new Problem('bad_file', { message: failureText(signal, said) }))
    })
  })
}

/** Why the reader died, in words for the clerk; what it printed goes to nobody but the log. */
function failureText(signal: NodeJS.Signals | null, said: string): string {
  if (signal === 'SIGKILL') return '读取文件超过 10 分钟，已停止；请拆成几个文件后重新上传'
  if (signal === 'SIGABRT' || said.includes('heap'))
    return '文件展开后占用内存过大，已停止；请另存为 csv 或拆成几个文件后重新上传'
  return '读取文件时出错，文件可能已损坏；请在 Excel 中打开并另存后重新上传'
}

let wrapper: string[] | undefined

/** A network namespace with nothing in it, where the system allows one. */
function networkless(): string[] {
  if (wrapper) return wrapper
  const candidates = [
    ['unshare', '--net', '--'],
    ['unshare', '--user', '--net', '--map-current-user', '--'],
  ]
  wrapper =
    candidates.find(
      ([program, ...args]) => spawnSync(program!, [...args, 'true'], { stdio: 'ignore' }).status === 0,
    ) ?? []
  return wrapper
}
