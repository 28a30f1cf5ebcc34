/** One measured figure; a limit is the largest value that is still well, or with `least` the smallest. */
export interface Figure {
  figure: string
  value: number
  unit: 's' | 'ms' | 'MB' | 'kB' | '倍' | '行/秒' | '页/秒' | '户' | '%'
  limit?: number
  least?: true
}

export function isOk(f: Figure): boolean {
  if (f.limit === undefined) return true
  return f.least ? f.value >= f.limit : f.value <= f.limit
}

/** Takes the figures of a run as they come: a line each for machines, a table at the end for people. */
export class Report {
  private readonly figures: Figure[] = []
  private readonly json: boolean
  constructor(json: boolean) {
    this.json = json
  }

  add(figure: Figure): void {
    this.figures.push(figure)
    const { value, unit, limit = null } = figure
    if (this.json)
      console.log(
        JSON.stringify({ figure: figure.figure, value: round(value), unit, limit, ok: isOk(figure) }),
      )
  }

  /** What goes on, for the person who waits; not a figure. */
  say(line: string): void {
    if (!this.json) console.log(`  ${line}`)
  }

  /** Prints the table; answers whether every figure keeps its limit. */
  finish(): boolean {
    if (!this.json) {
      const lines = this.figures.map((f) => [
        isOk(f) ? '✓' : '✗',
        f.figure,
        `${round(f.value).toLocaleString('zh-CN')} ${f.unit}`,
        f.limit === undefined
          ? ''
          : `${f.least ? '不低于' : '不超过'} ${f.limit.toLocaleString('zh-CN')} ${f.unit}`,
      ])
      const widths = [0, 1, 2, 3].map((i) => Math.max(...lines.map((l) => columns(l[i]!))))
      for (const line of lines)
        console.log(line.map((cell, i) => cell + ' '.repeat(widths[i]! - columns(cell))).join('  '))
    }
    return this.figures.every(isOk)
  }
}

/** Three significant digits are all that such a measurement can tell. */
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}

/** Width in a terminal: a Chinese character takes two columns. */
function columns(text: string): number {
  let n = 0
  for (const c of text) n += c > '\u2e80' ? 2 : 1
  return n
}

/** The value below which a share of the measurements lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}
