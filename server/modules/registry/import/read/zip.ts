import { pipeline } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { PIECE } from './decode.ts'
import { FileRefused, type ReadLimits } from './sheet.ts'
import { checkEntries, entryName } from './zip-check.ts'
import { openZip } from './zip-source.ts'

/** A failing disk is not a damaged file: such errors go up as they are. */
function asRefusal(error: unknown, part?: string): unknown {
  if (error instanceof FileRefused) return error
  if (error instanceof Error && 'syscall' in error) return error
  return new FileRefused('corrupt', part)
}

async function readDirectory(zip: ZipFile, limits: ReadLimits): Promise<Entry[]> {
  if (zip.entryCount > limits.entries) throw new FileRefused('too_many_entries')
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry)
  } catch (error) {
    if (error instanceof Error && error.message.includes('strong encryption'))
      throw new FileRefused('encrypted')
    throw error
  }
  return entries
}

/**
 * A zip whose directory has passed every check before a byte is unpacked. Unpacking is counted by its own counters:
 * what the zip says of its sizes is only ever an upper bound.
 */
export class Archive {
  private inflated = 0
  private readonly zip: ZipFile
  private readonly entries: Map<string, Entry>
  private readonly limits: ReadLimits

  private constructor(zip: ZipFile, entries: Map<string, Entry>, limits: ReadLimits) {
    this.zip = zip
    this.entries = entries
    this.limits = limits
  }

  /** Opens and checks; on refusal nothing stays open. */
  static async open(path: string, limits: ReadLimits): Promise<Archive> {
    let zip: ZipFile | null = null
    try {
      zip = await openZip(path)
      const entries = await readDirectory(zip, limits)
      checkEntries(entries, zip.fileSize, limits)
      return new Archive(zip, new Map(entries.map((e) => [entryName(e).toLowerCase(), e])), limits)
    } catch (error) {
      zip?.close()
      throw asRefusal(error)
    }
  }

  close(): void {
    this.zip.close()
  }

  /** How much of what the archive says it holds has been unpacked, 0 to 1; a part read twice counts twice. */
  share(): number {
    let declared = 0
    for (const entry of this.entries.values()) declared += entry.uncompressedSize
    return declared === 0 ? 1 : Math.min(1, this.inflated / declared)
  }

  /** Names of all entries, in lower case: part names of a workbook do not depend on case. */
  names(): Iterable<string> {
    return this.entries.keys()
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase())
  }

  /** The unpacked bytes of one part, to its end and with its checksum compared, or at most `max` of them. */
  async *bytes(name: string, max = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name.toLowerCase())
    if (!entry) throw new FileRefused('corrupt', name)
    if (entry.uncompressedSize > max) throw new FileRefused('too_large', name)
    try {
      let size = 0
      let sum = 0
      for await (const chunk of await this.source(entry)) {
        const bytes = chunk as Buffer
        size += bytes.length
        this.inflated += bytes.length
        if (this.inflated > this.limits.inflatedBytes) throw new FileRefused('too_large', name)
        // More than stated: the sizes lie, and how much more there is must not be found out.
        if (size > entry.uncompressedSize) throw new FileRefused('bad_entry', name)
        sum = crc32(bytes, sum)
        yield bytes
      }
      if (size !== entry.uncompressedSize || sum !== entry.crc32) throw new FileRefused('corrupt', name)
    } catch (error) {
      throw asRefusal(error, name)
    }
  }

  private async source(entry: Entry): Promise<NodeJS.ReadableStream> {
    const local = await this.zip.readLocalFileHeaderPromise(entry)
    // A local name other than the listed one means two programs would see two different files.
    if (!local.fileName.equals(entry.fileNameRaw)) throw new FileRefused('bad_entry', entryName(entry))
    const raw = await this.zip.openReadStreamPromise(entry, { decodeFileData: false })
    if (entry.compressionMethod === 0) return raw
    const inflate = createInflateRaw({ chunkSize: PIECE })
    // The error reaches the reader of `inflate`; the callback only keeps it from being thrown a second time.
    pipeline(raw, inflate, () => {})
    return inflate
  }
}
