import { FileRefused } from './sheet.ts'

export type FileKind = 'zip' | 'cfb' | 'text'

/** How much of a file's beginning decides what it is. */
export const HEAD = 64 * 1024

/** Formats that have no NUL early enough, or look like text, but are no table. */
const foreign = [
  '%PDF',
  '{\\rtf',
  'Rar!',
  '7z\xbc\xaf',
  '\x1f\x8b',
  '\x89PNG',
  '\xff\xd8\xff',
  'GIF8',
  'ID;P',
  'BZh',
  '%!PS',
]

const markup =
  /^(?:<(?:!doctype|!--|\?xml|\?mso|html|head|body|table|meta|style|script|div|(?:\w+:)?workbook)|mime-version:)/i

/** Text for a look only: whatever the encoding, its ASCII is right. */
function glance(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le')
  if (head[0] === 0xfe && head[1] === 0xff)
    return head
      .subarray(0, head.length & ~1)
      .swap16()
      .toString('utf16le')
  return head.toString('utf8')
}

/** UTF-16 without a byte order mark has its NULs on one side of each pair; binary files have them anywhere. */
export function utf16In(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  let even = 0
  let odd = 0
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  if (even + odd <= head.length / 20 || Math.max(even, odd) <= 4 * Math.min(even, odd)) return null
  return odd > even ? 'utf-16le' : 'utf-16be'
}

function isBinary(head: Buffer): boolean {
  let control = 0
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 26)) control++
  return control > head.length / 50
}

/** Tells by its first bytes what a file is, never by its name; refuses what is no table. */
export function sniff(head: Buffer, size: number): FileKind {
  if (size === 0) throw new FileRefused('empty')
  const magic = head.toString('latin1', 0, 8)
  if (magic.startsWith('PK\x03\x04')) return 'zip'
  if (magic === '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1') return 'cfb'
  if ((magic.startsWith('PK') && head[2]! < 9) || foreign.some((m) => magic.startsWith(m)))
    throw new FileRefused('not_a_table')
  const text = glance(Buffer.from(head)).replace(/^[\ufeff\s]+/, '')
  if (text === '' && size === head.length) throw new FileRefused('empty')
  if (markup.test(text)) throw new FileRefused('html_as_xls')
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (wide) return 'text'
  if (utf16In(head)) return 'text'
  if (isBinary(head)) throw new FileRefused('not_a_table')
  return 'text'
}
