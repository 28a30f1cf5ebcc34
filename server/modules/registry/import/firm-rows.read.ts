import type { Readable } from 'node:stream'
import { Problem } from '#kernel/problem.ts'
import { readInChild } from './read.ts'

/** A file in which firms are only named, read by the reader's child process. */
export interface FirmsReading {
  /** COPY text: the owner's number, sheet, row, code, old number, organisation code, name, name for comparison. */
  rows: Readable
  /** Resolves when the file was read to its end; rejects with a reason in Chinese. */
  ended: Promise<void>
}

/** Reads who a list names, with all the guards of an import; nothing is kept here. */
export function readFirms(order: { path: string; fileName: string; owner: string }): FirmsReading {
  const { path, fileName, owner } = order
  const reading = readInChild({
    path,
    fileName,
    batchId: owner,
    kind: null,
    asOf: null,
    today: '',
    places: [],
    firms: true,
    mapping: null,
    profiles: [],
  })
  const ended = outcome(reading)
  // Asked for once the rows are through; until then a refusal waits.
  ended.catch(() => undefined)
  return { rows: reading.rows, ended }
}

async function outcome(reading: ReturnType<typeof readInChild>): Promise<void> {
  let refused: string | null = null
  for await (const message of reading.messages) if (message.type === 'refused') refused = message.message
  try {
    await reading.ended
  } catch (error) {
    throw refused === null ? error : new Problem('bad_file', { message: refused })
  }
}
