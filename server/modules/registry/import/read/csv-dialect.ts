export interface Dialect {
  delimiter: string
  /** What ends a record; '\n' takes a '\r' before it along. */
  newline: '\n' | '\r'
  /** Characters to leave out at the beginning: a `sep=;` line. */
  skip: number
}

/**
 * In order of preference: programs put a tab into codes to keep Excel from rounding them, so the comma goes first.
 * The full-width ones come from lists typed by hand in Chinese input.
 */
const candidates = [',', '\t', ';', '|', '，', '；']
const SAMPLE_LINES = 50

/** Quoted line feeds do not count: old Mac files end records with CR and have LF inside cells. */
function findNewline(text: string): '\n' | '\r' {
  let quoted = false
  let returns = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 34) quoted = !quoted
    else if (quoted) continue
    else if (code === 10) return '\n'
    else if (code === 13 && text.charCodeAt(i + 1) !== 10) returns++
  }
  return returns > 0 || (!text.includes('\n') && text.includes('\r')) ? '\r' : '\n'
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let quoted = false
  let n = 0
  for (const char of line) {
    if (char === '"') quoted = !quoted
    else if (!quoted && char === delimiter) n++
  }
  return n
}

/** How many lines agree on a number of delimiters, and on which. Prose agrees on none. */
function agreement(lines: string[], delimiter: string): { lines: number; count: number } {
  const tally = new Map<number, number>()
  for (const line of lines) {
    const count = countOutsideQuotes(line, delimiter)
    if (count > 0) tally.set(count, (tally.get(count) ?? 0) + 1)
  }
  let best = { lines: 0, count: 0 }
  for (const [count, n] of tally) {
    if (n > best.lines || (n === best.lines && count > best.count)) best = { lines: n, count }
  }
  return best
}

/** Delimiter and line end: the delimiter somebody said, or else a guess from the beginning of the text. */
export function findDialect(text: string, said: string | null = null): Dialect {
  const found = guessDialect(text)
  return said === null ? found : { ...found, delimiter: said }
}

/** Whole lines decide, not the sum of characters. */
function guessDialect(text: string): Dialect {
  const newline = findNewline(text)
  const directive = /^sep=([^\r\n])(?:\r\n|\n|\r)/i.exec(text)
  if (directive) return { delimiter: directive[1]!, newline, skip: directive[0].length }
  const all = text.split(newline)
  // The last line may be cut, unless it is the only one.
  const lines = (all.length > 1 ? all.slice(0, -1) : all)
    .filter((l) => l.trim() !== '')
    .slice(0, SAMPLE_LINES)
  let delimiter = ','
  let best = { lines: 0, count: 0 }
  for (const candidate of candidates) {
    const found = agreement(lines, candidate)
    if (found.lines > best.lines || (found.lines === best.lines && found.count > best.count)) {
      best = found
      delimiter = candidate
    }
  }
  return { delimiter, newline, skip: 0 }
}
