import type { Dialect } from './csv-dialect.ts'
import { type Cell, FileRefused, type ReadLimits, type SheetRow } from './sheet.ts'

const QUOTE = 34
const LF = 10
const CR = 13

/** Nothing of the record can be said before more text has come. */
const UNFINISHED = -1

function countLines(text: string, from: number, to: number, newline: number): number {
  let n = 0
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === newline) n++
  return n
}

/**
 * Splits decoded text into records. It works on whole records only: what is unfinished at the end of a piece is
 * scanned again with the next one, which for records far shorter than a piece costs nothing and needs no states.
 */
export class CsvScanner {
  rows: SheetRow[] = []
  private rest = ''
  private line = 1
  private cells: Cell[] = []
  private filled = false
  private last = false
  private readonly delimiter: number
  private readonly newline: number
  private readonly limits: ReadLimits

  constructor(dialect: Dialect, limits: ReadLimits) {
    this.delimiter = dialect.delimiter.charCodeAt(0)
    this.newline = dialect.newline.charCodeAt(0)
    this.limits = limits
    // A sep= line was taken before.
    this.line = dialect.skip > 0 ? 2 : 1
  }

  push(piece: string): void {
    const text = this.rest.length > 0 ? this.rest + piece : piece
    const done = this.run(text)
    this.rest = done < text.length ? text.substring(done) : ''
    if (this.rest.length > this.limits.lineLength) throw this.refused('line_too_long')
  }

  /** Takes the last record, which may lack its line end. */
  finish(): void {
    this.last = true
    // DOS programs end text with Ctrl-Z.
    const text = this.rest.endsWith('\x1a') ? this.rest.slice(0, -1) : this.rest
    this.rest = ''
    if (text !== '' && this.run(text) < text.length) throw this.refused('unbalanced_quotes')
  }

  private run(text: string): number {
    const n = text.length
    let pos = 0
    while (pos < n) {
      const lines = this.line
      const end = this.record(text, pos)
      if (end === UNFINISHED) {
        this.line = lines
        return pos
      }
      if (end - pos > this.limits.lineLength) throw this.refused('line_too_long', lines)
      if (this.filled) this.rows.push({ rowNo: lines, cells: this.cells })
      this.line++
      pos = end
    }
    return pos
  }

  /** Reads one record and returns where the next begins. */
  private record(text: string, start: number): number {
    const { delimiter, newline } = this
    const n = text.length
    this.cells = []
    this.filled = false
    let from = start
    let i = start
    for (;;) {
      if (i < n && text.charCodeAt(i) === QUOTE) {
        i = this.quoted(text, i)
        if (i === UNFINISHED) return UNFINISHED
      } else {
        let code = text.charCodeAt(i)
        while (i < n && code !== delimiter && code !== newline) code = text.charCodeAt(++i)
        if (i >= n && !this.last) return UNFINISHED
        this.add(text, from, i, code === newline)
      }
      if (i >= n) return n
      if (text.charCodeAt(i) === newline) return this.afterNewline(text, i)
      from = ++i
    }
  }

  /** A lone CR file that now and then has CRLF: the LF belongs to the line end. */
  private afterNewline(text: string, at: number): number {
    if (this.newline === CR && text.charCodeAt(at + 1) === LF) return at + 2
    return at + 1
  }

  private add(text: string, from: number, to: number, endsLine: boolean): void {
    const end = endsLine && to > from && this.newline === LF && text.charCodeAt(to - 1) === CR ? to - 1 : to
    this.put(end > from ? text.substring(from, end) : null)
  }

  private put(value: string | null): void {
    if (value !== null) this.filled = true
    if (this.cells.push(value) > this.limits.columns) throw this.refused('too_many_columns')
  }

  /** Reads a field that begins with a quote and returns the position of what ended it. */
  private quoted(text: string, start: number): number {
    const n = text.length
    let from = start + 1
    let value = ''
    let close: number
    for (;;) {
      close = text.indexOf('"', from)
      if (close < 0) return UNFINISHED
      if (text.charCodeAt(close + 1) !== QUOTE) break
      value += text.substring(from, close + 1)
      from = close + 2
    }
    let end = close + 1
    while (end < n && text.charCodeAt(end) !== this.delimiter && text.charCodeAt(end) !== this.newline) end++
    // Also a quote at the very end of the piece: it may be the first of a doubled one.
    if (end === n && !this.last) return UNFINISHED
    const crlf = end > close + 1 && text.charCodeAt(end - 1) === CR && text.charCodeAt(end) === LF
    const tail = crlf ? end - 1 : end
    const lines = countLines(text, start, close, this.newline)
    if (text.substring(close + 1, tail).trim() === '') {
      this.put(value + text.substring(from, close) || null)
    } else {
      // "甲"乙: nobody quoted this field, the text merely begins with a quote. Across lines that would be a guess.
      if (lines > 0) throw this.refused('unbalanced_quotes')
      this.put(text.substring(start, tail))
    }
    this.line += lines
    return end
  }

  private refused(
    code: 'line_too_long' | 'unbalanced_quotes' | 'too_many_columns',
    line = this.line,
  ): FileRefused {
    return new FileRefused(code, `第 ${line} 行`)
  }
}
