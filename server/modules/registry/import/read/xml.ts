import { FileRefused } from './sheet.ts'

/** A name of up to four ASCII letters as one number, so that the tags of a sheet are told apart without a string. */
export function nameKey(name: string): number {
  let key = 0
  for (let i = 0; i < name.length; i++) key = (key << 7) | name.charCodeAt(i)
  return name.length > 4 ? LONG_NAME : key
}

/** The key of all names longer than four letters, for which the name itself must be looked at. */
export const LONG_NAME = -1

/** What a part reader does with the tags and texts of one XML part; names come without their namespace prefix. */
export interface XmlHandler {
  /** Texts are cut out only while this is set: most text in a sheet is white space between tags. */
  wantText: boolean
  open(key: number, tag: XmlTag): void
  close(key: number, tag: XmlTag): void
  /** May be called several times for one element (CDATA, comments in between). */
  text(text: string): void
  /** A chance to take a whole element at once: returns where it ends, or -1 to have it read tag by tag. */
  take?(text: string, lt: number, reader: XmlReader): number
}

const COLON = 58
/** First letter of the elements a handler may take at once. */
const CELL = 99
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function character(code: number): string {
  // Lone surrogates and NUL cannot be stored in the database; XML forbids them anyway.
  if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd'
  return String.fromCodePoint(code)
}

function entity(body: string): string {
  if (body.startsWith('#')) {
    const hex = body[1] === 'x' || body[1] === 'X'
    return character(hex ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10))
  }
  const known = named[body]
  // Without a DTD no other entity can exist.
  if (known === undefined) throw new FileRefused('dtd')
  return known
}

/** Replaces the five predefined and the numeric entities; anything else is refused. */
export function decodeEntities(raw: string): string {
  return raw.replace(/&([^&;<]{1,12});|&/g, (_, body: string | undefined) => {
    if (body === undefined) throw new FileRefused('corrupt')
    return entity(body)
  })
}

/** Excel writes characters that XML cannot hold as _xHHHH_; pairs of them may form one astral character. */
export function decodeExcelEscapes(text: string): string {
  const plain = text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => {
    const code = Number.parseInt(hex, 16)
    return code === 0 ? '' : String.fromCharCode(code)
  })
  // Halves left alone could not be stored as UTF-8.
  return plain.replace(/[\ud800-\udfff]/gu, '\ufffd')
}

/** The attributes of the tag being opened, as positions in the text: most are never looked at. */
export class XmlTag {
  text = ''
  /** Where the local name stands. */
  nameStart = 0
  nameEnd = 0
  count = 0
  /** Four positions an attribute: name from, name to, value from, value to. */
  at = new Int32Array(64)

  get name(): string {
    return this.text.substring(this.nameStart, this.nameEnd)
  }

  add(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const i = this.count++ * 4
    if (i === this.at.length) {
      const wider = new Int32Array(i * 2)
      wider.set(this.at)
      this.at = wider
    }
    const at = this.at
    at[i] = nameStart
    at[i + 1] = nameEnd
    at[i + 2] = valueStart
    at[i + 3] = valueEnd
  }

  /** Index in `at` of the attribute with this name of one character, given by its code, or -1. */
  findLetter(code: number): number {
    const at = this.at
    for (let i = 0; i < this.count * 4; i += 4) {
      if (at[i + 1]! - at[i]! === 1 && this.text.charCodeAt(at[i]!) === code) return i
    }
    return -1
  }

  /** Value of the attribute with exactly this name. */
  get(name: string): string | undefined {
    const at = this.at
    for (let i = 0; i < this.count * 4; i += 4) {
      if (at[i + 1]! - at[i]! === name.length && this.text.startsWith(name, at[i])) return this.value(i)
    }
    return undefined
  }

  /** Value of the attribute with this local name behind any namespace prefix (r:id whatever r is called). */
  getPrefixed(local: string): string | undefined {
    for (let i = 0; i < this.count * 4; i += 4) {
      if (this.text.slice(this.at[i], this.at[i + 1]).endsWith(`:${local}`)) return this.value(i)
    }
    return undefined
  }

  isTrue(name: string): boolean {
    const value = this.get(name)
    return value === '1' || value === 'true' || value === 'on'
  }

  value(i: number): string {
    const raw = this.text.substring(this.at[i + 2]!, this.at[i + 3]!)
    return raw.includes('&') ? decodeEntities(raw) : raw
  }
}

/**
 * A push tokenizer for the XML of workbooks: it checks no more than reading needs, knows no DTD, and keeps nothing
 * but the unfinished last token between two chunks.
 */
export class XmlReader {
  private rest = ''
  private depth = 0
  private seenRoot = false
  private hasEntity = false
  private hasEscape = false
  private hasReturn = false
  private readonly tag = new XmlTag()
  private readonly handler: XmlHandler
  private readonly maxToken: number

  constructor(handler: XmlHandler, maxToken: number) {
    this.handler = handler
    this.maxToken = maxToken
  }

  feed(chunk: string): void {
    const text = this.rest.length > 0 ? this.rest + chunk : chunk
    // Three native searches a chunk spare three a cell.
    this.hasEntity = text.includes('&')
    this.hasEscape = text.includes('_x')
    this.hasReturn = text.includes('\r')
    this.tag.text = text
    const done = this.run(text)
    this.rest = done < text.length ? text.substring(done) : ''
    if (this.rest.length > this.maxToken) throw new FileRefused('corrupt')
  }

  /** To be called after the last chunk: everything opened must be closed. */
  end(): void {
    if (!this.seenRoot || this.depth !== 0 || this.rest.trim() !== '') throw new FileRefused('corrupt')
  }

  /** Handles whole tokens and returns where the first unfinished one begins. */
  private run(text: string): number {
    const handler = this.handler
    // Only sheets have anything to take: their cells.
    const takes = handler.take ? CELL : Number.NaN
    let pos = 0
    for (;;) {
      let lt = pos
      // Tags mostly follow each other at once, and a native search costs more than a look.
      if (text.charCodeAt(pos) !== 60) {
        lt = text.indexOf('<', pos)
        if (lt < 0) return pos
        if (handler.wantText) handler.text(this.clean(text.substring(pos, lt)))
      }
      const code = text.charCodeAt(lt + 1)
      let next = code === takes ? handler.take!(text, lt, this) : -1
      if (next >= 0) {
        pos = next
        continue
      }
      if (code === 47) next = this.closeTag(text, lt + 2)
      else if (code === 33 || code === 63) next = this.special(text, lt)
      else next = this.openTag(text, lt + 1)
      if (next < 0) return lt
      pos = next
    }
  }

  /** Text as it is meant: entities, escapes and line ends resolved. */
  clean(raw: string): string {
    let text = raw
    if (this.hasReturn && text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
    if (this.hasEntity && text.includes('&')) text = decodeEntities(text)
    if (this.hasEscape && text.includes('_x')) text = decodeExcelEscapes(text)
    return text
  }

  /** Reads a local name from `start` and returns its key; where it ends is in the tag. */
  private readName(text: string, start: number): number {
    const tag = this.tag
    const n = text.length
    let from = start
    let key = 0
    let i = start
    for (; i < n; i++) {
      const code = text.charCodeAt(i)
      if (code === 62 || code === 47 || code <= 32) break
      if (code === COLON) {
        from = i + 1
        key = 0
      } else key = (key << 7) | (code & 127)
    }
    tag.nameStart = from
    tag.nameEnd = i
    return i - from > 4 ? LONG_NAME : key
  }

  private closeTag(text: string, start: number): number {
    const key = this.readName(text, start)
    let gt = this.tag.nameEnd
    if (text.charCodeAt(gt) !== 62) {
      gt = text.indexOf('>', gt)
      if (gt < 0) return -1
    }
    if (--this.depth < 0) throw new FileRefused('corrupt')
    this.handler.close(key, this.tag)
    return gt + 1
  }

  private openTag(text: string, start: number): number {
    const tag = this.tag
    const key = this.readName(text, start)
    let i = tag.nameEnd
    if (i >= text.length) return -1
    if (i === tag.nameStart) throw new FileRefused('corrupt')
    tag.count = 0
    if (text.charCodeAt(i) !== 62) i = this.attributes(text, i)
    if (i < 0) return -1
    this.seenRoot = true
    this.handler.open(key, tag)
    if (text.charCodeAt(i - 1) === 47) this.handler.close(key, tag)
    else this.depth++
    return i + 1
  }

  /** Notes the attributes and returns the position of the closing '>', or -1 if it is still to come. */
  private attributes(text: string, start: number): number {
    const tag = this.tag
    const n = text.length
    let i = start
    for (;;) {
      let code = text.charCodeAt(i)
      while (code <= 32 || code === 47) code = text.charCodeAt(++i)
      if (code === 62) return i
      if (i >= n) return -1
      const nameStart = i
      while (i < n && code !== 61 && code !== 62 && code > 32) code = text.charCodeAt(++i)
      const nameEnd = i
      while (code <= 32) code = text.charCodeAt(++i)
      if (i >= n) return -1
      if (code !== 61) throw new FileRefused('corrupt')
      code = text.charCodeAt(++i)
      while (code <= 32) code = text.charCodeAt(++i)
      if (i >= n) return -1
      if (code !== 34 && code !== 39) throw new FileRefused('corrupt')
      const end = text.indexOf(code === 34 ? '"' : "'", i + 1)
      if (end < 0) return -1
      tag.add(nameStart, nameEnd, i + 1, end)
      i = end + 1
    }
  }

  /** Comments, processing instructions and CDATA; any other declaration is a DTD. */
  private special(text: string, lt: number): number {
    if (text.charCodeAt(lt + 1) === 63) return after(text, '?>', lt + 2)
    const ahead = text.substring(lt, lt + 9)
    if (ahead.startsWith('<!--')) return after(text, '-->', lt + 4)
    if (ahead === '<![CDATA[') {
      const end = text.indexOf(']]>', lt + 9)
      if (end < 0) return -1
      if (this.handler.wantText) this.handler.text(text.substring(lt + 9, end))
      return end + 3
    }
    if ('<!--'.startsWith(ahead) || '<![CDATA['.startsWith(ahead)) return -1
    throw new FileRefused('dtd')
  }
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}
