import { FileRefused } from './sheet.ts'

/** What a part reader does with the tags and texts of one XML part; names come without their namespace prefix. */
export interface XmlHandler {
  /** Texts are cut out only while this is set: most text in a sheet is white space between tags. */
  wantText: boolean
  open(name: string, tag: XmlTag): void
  close(name: string): void
  /** May be called several times for one element (CDATA, comments in between). */
  text(text: string): void
}

const COLON = 58
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
  count = 0
  readonly starts: number[] = []
  readonly ends: number[] = []
  readonly valueStarts: number[] = []
  readonly valueEnds: number[] = []

  /** Index of the attribute with exactly this name, or -1. */
  find(name: string): number {
    for (let i = 0; i < this.count; i++) {
      const start = this.starts[i]!
      if (this.ends[i]! - start === name.length && this.text.startsWith(name, start)) return i
    }
    return -1
  }

  /** Value of the attribute with exactly this name. */
  get(name: string): string | undefined {
    const i = this.find(name)
    return i < 0 ? undefined : this.value(i)
  }

  /** Value of the attribute with this local name behind any namespace prefix (r:id whatever r is called). */
  getPrefixed(local: string): string | undefined {
    for (let i = 0; i < this.count; i++) {
      if (this.text.slice(this.starts[i]!, this.ends[i]!).endsWith(`:${local}`)) return this.value(i)
    }
    return undefined
  }

  isTrue(name: string): boolean {
    const value = this.get(name)
    return value === '1' || value === 'true' || value === 'on'
  }

  value(i: number): string {
    const raw = this.text.substring(this.valueStarts[i]!, this.valueEnds[i]!)
    return raw.includes('&') ? decodeEntities(raw) : raw
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
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
    let pos = 0
    for (;;) {
      const lt = text.indexOf('<', pos)
      if (lt < 0) return pos
      if (lt > pos && handler.wantText) handler.text(this.clean(text.substring(pos, lt)))
      const code = text.charCodeAt(lt + 1)
      let next: number
      if (code === 47) next = this.closeTag(text, lt + 2)
      else if (code === 33 || code === 63) next = this.special(text, lt)
      else next = this.openTag(text, lt + 1)
      if (next < 0) return lt
      pos = next
    }
  }

  private clean(raw: string): string {
    let text = raw
    if (this.hasReturn && text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
    if (this.hasEntity && text.includes('&')) text = decodeEntities(text)
    if (this.hasEscape && text.includes('_x')) text = decodeExcelEscapes(text)
    return text
  }

  private closeTag(text: string, start: number): number {
    const gt = text.indexOf('>', start)
    if (gt < 0) return -1
    let from = start
    let to = gt
    for (let i = start; i < gt; i++) {
      const code = text.charCodeAt(i)
      if (code === COLON) from = i + 1
      else if (isSpace(code)) {
        to = i
        break
      }
    }
    if (--this.depth < 0) throw new FileRefused('corrupt')
    this.handler.close(text.substring(from, to))
    return gt + 1
  }

  private openTag(text: string, start: number): number {
    const n = text.length
    let from = start
    let i = start
    let code = 0
    for (; i < n; i++) {
      code = text.charCodeAt(i)
      if (code === COLON) from = i + 1
      else if (code === 62 || code === 47 || isSpace(code)) break
    }
    const nameEnd = i
    if (i < n && nameEnd === from) throw new FileRefused('corrupt')
    this.tag.count = 0
    if (i < n && code !== 62) i = this.attributes(text, i)
    if (i < 0 || i >= n) return -1
    const empty = text.charCodeAt(i - 1) === 47
    const name = text.substring(from, nameEnd)
    this.seenRoot = true
    this.handler.open(name, this.tag)
    if (empty) this.handler.close(name)
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
      while (i < n && (isSpace(code) || code === 47)) code = text.charCodeAt(++i)
      if (i >= n) return -1
      if (code === 62) return i
      const nameStart = i
      while (i < n && code !== 61 && code !== 62 && !isSpace(code)) code = text.charCodeAt(++i)
      const nameEnd = i
      while (i < n && isSpace(code)) code = text.charCodeAt(++i)
      if (i >= n) return -1
      if (code !== 61) throw new FileRefused('corrupt')
      code = text.charCodeAt(++i)
      while (i < n && isSpace(code)) code = text.charCodeAt(++i)
      if (i >= n) return -1
      if (code !== 34 && code !== 39) throw new FileRefused('corrupt')
      const end = text.indexOf(code === 34 ? '"' : "'", i + 1)
      if (end < 0) return -1
      const k = tag.count++
      tag.starts[k] = nameStart
      tag.ends[k] = nameEnd
      tag.valueStarts[k] = i + 1
      tag.valueEnds[k] = end
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
