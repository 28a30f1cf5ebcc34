import type { Entry } from 'yauzl'
import { FileRefused, type ReadLimits, type RefusalCode } from './sheet.ts'

const LOCAL_HEADER = 30
const FILE_TYPE = 0xf000
const REGULAR = 0x8000
const DIRECTORY = 0x4000

/** Parts that no plain list has, and that the user is asked to remove. */
const unwanted: [RegExp, RefusalCode][] = [
  [/(^|\/)vbaproject[^/]*\.bin$|^xl\/macrosheets\//, 'macro'],
  [/^xl\/externallinks\//, 'external_link'],
  [/^xl\/(embeddings|activex)\/|(^|\/)oleobject[^/]*\.bin$/, 'embedded_object'],
]

/** The entry's name with forward slashes, as some Windows programs write the other ones. */
export function entryName(entry: Entry): string {
  return entry.fileNameRaw.toString('utf8').replaceAll('\\', '/')
}

function checkName(name: string): void {
  const bad =
    name === '' ||
    name.startsWith('/') ||
    /^[a-zA-Z]:/.test(name) ||
    name.includes('\0') ||
    name.includes('\ufffd') ||
    name.split('/').includes('..')
  if (bad) throw new FileRefused('bad_entry')
}

function checkEntry(entry: Entry, name: string): void {
  checkName(name)
  if (entry.isEncrypted()) throw new FileRefused('encrypted')
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE
  if (type !== 0 && type !== REGULAR && type !== DIRECTORY) throw new FileRefused('bad_entry', name)
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) throw new FileRefused('corrupt', name)
}

/** Entries sharing bytes are how a small zip states petabytes: each must end before the next begins. */
function checkOverlap(entries: Entry[], fileSize: number): void {
  const inOrder = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  let end = 0
  for (const entry of inOrder) {
    if (entry.relativeOffsetOfLocalHeader < end) throw new FileRefused('bad_entry', entryName(entry))
    end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + entry.fileNameLength + entry.compressedSize
  }
  // A directory that points behind the end of the file belongs to a file that was cut or patched.
  if (end > fileSize) throw new FileRefused('corrupt')
}

/** Everything the zip's directory can tell, before a byte is unpacked. */
export function checkEntries(entries: Entry[], fileSize: number, limits: ReadLimits): void {
  const names = new Set<string>()
  let declared = 0
  for (const entry of entries) {
    const name = entryName(entry)
    checkEntry(entry, name)
    const key = name.toLowerCase()
    if (names.has(key)) throw new FileRefused('bad_entry', name)
    names.add(key)
    declared += entry.uncompressedSize
  }
  if (declared > limits.declaredBytes) throw new FileRefused('too_large')
  checkOverlap(entries, fileSize)
  for (const name of names) {
    const hit = unwanted.find(([pattern]) => pattern.test(name))
    if (hit) throw new FileRefused(hit[1])
  }
}
