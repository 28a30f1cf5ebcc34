import { isUtf8 } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { type Encoding, wholeUtf8 } from './decode.ts'
import { FileRefused } from './sheet.ts'
import { HEAD, utf16In } from './sniff.ts'

const BLOCK = 1024 * 1024
/** So many three-byte characters in a row do not come about by chance in GB18030 text. */
const UTF8_CERTAIN = 30

export interface TextEncoding {
  encoding: Encoding
  /** Length of the byte order mark. */
  skip: number
}

/** Blocks of the file from `start` on, all in one buffer: a block is gone once the next is asked for. */
export async function* fileBlocks(file: FileHandle, start: number, block = BLOCK): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(block)
  let position = start
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, block, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** 1-based line in which a byte stands; a line feed byte is nothing else in UTF-8 and GB18030. */
export async function lineOfByte(file: FileHandle, position: number): Promise<string> {
  let line = 1
  let at = 0
  for await (const block of fileBlocks(file, 0)) {
    const part = block.subarray(0, Math.max(0, position - at))
    for (let i = part.indexOf(10); i >= 0; i = part.indexOf(10, i + 1)) line++
    at += block.length
    if (at >= position) break
  }
  return `第 ${line} 行`
}

/** Position of the first byte that is not UTF-8 in bytes known not to be. */
function firstBadByte(bytes: Buffer): number {
  let good = 0
  let bad = bytes.length
  // Halving: a prefix is valid exactly as long as it ends before the bad byte.
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1
    const prefix = bytes.subarray(0, middle)
    if (isUtf8(prefix.subarray(0, wholeUtf8(prefix)))) good = middle
    else bad = middle
  }
  return bad - 1
}

function threeByteLeads(bytes: Buffer): number {
  let n = 0
  for (const byte of bytes) if (byte >= 0xe0) n++
  return n
}

/**
 * UTF-8 if all of the file is; a GB18030 character may come as late as the last line, so all of it is looked at
 * (some gigabytes a second). A file that is clearly UTF-8 up to one broken place is refused with the line: read as
 * GB18030 it would turn into other characters.
 */
async function utf8OrGb(file: FileHandle, start: number, marked: boolean): Promise<Encoding> {
  let carry: Buffer = Buffer.alloc(0)
  let at = start
  let leads = 0
  for await (const block of fileBlocks(file, start)) {
    const nul = block.indexOf(0)
    if (nul >= 0) throw new FileRefused('encoding', await lineOfByte(file, at + nul))
    const all = carry.length > 0 ? Buffer.concat([carry, block]) : block
    const whole = wholeUtf8(all)
    if (!isUtf8(all.subarray(0, whole))) {
      const bad = firstBadByte(all)
      if (leads < UTF8_CERTAIN) leads += threeByteLeads(all.subarray(0, bad))
      if (!marked && leads < UTF8_CERTAIN) return gbWithoutNul(file, at + block.length)
      throw new FileRefused('encoding', await lineOfByte(file, at - carry.length + bad))
    }
    if (leads < UTF8_CERTAIN) leads += threeByteLeads(all.subarray(0, whole))
    carry = Buffer.from(all.subarray(whole))
    at += block.length
  }
  if (carry.length === 0) return 'utf-8'
  if (!marked && leads < UTF8_CERTAIN) return 'gb18030'
  throw new FileRefused('encoding', await lineOfByte(file, at - carry.length))
}

async function gbWithoutNul(file: FileHandle, start: number): Promise<Encoding> {
  let at = start
  for await (const block of fileBlocks(file, start)) {
    const nul = block.indexOf(0)
    if (nul >= 0) throw new FileRefused('encoding', await lineOfByte(file, at + nul))
    at += block.length
  }
  return 'gb18030'
}

const marks: Readonly<Record<Encoding, string>> = {
  'utf-8': 'efbbbf',
  'utf-16le': 'fffe',
  'utf-16be': 'feff',
  gb18030: '84319533',
}

/** The encoding somebody said, without the mark it may begin with. */
async function saidEncoding(file: FileHandle, encoding: Encoding): Promise<TextEncoding> {
  const mark = Buffer.from(marks[encoding], 'hex')
  const head = Buffer.alloc(mark.length)
  await file.read(head, 0, mark.length, 0)
  return { encoding, skip: head.equals(mark) ? mark.length : 0 }
}

/** Decides the encoding: what somebody said, else byte order mark, NULs of UTF-16, UTF-8 of the whole file, GB18030. */
export async function findEncoding(file: FileHandle, said: Encoding | null = null): Promise<TextEncoding> {
  if (said !== null) return saidEncoding(file, said)
  const head = Buffer.alloc(HEAD)
  const { bytesRead } = await file.read(head, 0, HEAD, 0)
  if (bytesRead >= 2 && head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', skip: 2 }
  if (bytesRead >= 2 && head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', skip: 2 }
  const wide = utf16In(head.subarray(0, bytesRead))
  if (wide) return { encoding: wide, skip: 0 }
  const marked = bytesRead >= 3 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
  const skip = marked ? 3 : 0
  return { encoding: await utf8OrGb(file, skip, marked), skip }
}
