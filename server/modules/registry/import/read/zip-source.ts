import { close, fstat, open, read } from 'node:fs'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import { PIECE } from './decode.ts'

type Done = (error: Error | null, bytesRead?: number) => void

/**
 * Reads for yauzl with one block kept. By itself yauzl goes to the disk twice for every entry, which makes the mere
 * list of a workbook with two thousand parts take a second.
 */
class BlockReader extends RandomAccessReader {
  private block: Buffer = Buffer.alloc(0)
  private start = 0
  private readonly fd: number

  constructor(fd: number) {
    super()
    this.fd = fd
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { fd } = this
    let at = start
    // Not a file stream: when destroyed, that closes the file it was given whatever its options say.
    return new Readable({
      highWaterMark: PIECE,
      read() {
        const block = Buffer.allocUnsafe(Math.min(PIECE, end - at))
        read(fd, block, 0, block.length, at, (error, bytesRead) => {
          at += bytesRead
          if (error) this.destroy(error)
          else this.push(bytesRead > 0 ? block.subarray(0, bytesRead) : null)
        })
      },
    })
  }

  override read(target: Buffer, offset: number, length: number, position: number, done: Done): void {
    const from = position - this.start
    if (from >= 0 && from + length <= this.block.length) {
      done(null, this.block.copy(target, offset, from, from + length))
      return
    }
    const block = Buffer.allocUnsafe(Math.max(PIECE, length))
    read(this.fd, block, 0, block.length, position, (error, bytesRead) => {
      if (error) {
        done(error)
        return
      }
      this.block = block.subarray(0, bytesRead)
      this.start = position
      done(null, this.block.copy(target, offset, 0, length))
    })
  }

  override close(done: (error: Error | null) => void): void {
    close(this.fd, (error) => done(error ?? null))
  }
}

/** Opens a zip with nothing checked yet. Names stay bytes: an Info-ZIP field could otherwise override them. */
export async function openZip(path: string): Promise<ZipFile> {
  const fd = await promisify(open)(path, 'r')
  const source = new BlockReader(fd)
  try {
    const { size } = await promisify(fstat)(fd)
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false }
    return await fromRandomAccessReaderPromise(source, size, options)
  } catch (error) {
    await promisify(close)(fd)
    throw error
  }
}
