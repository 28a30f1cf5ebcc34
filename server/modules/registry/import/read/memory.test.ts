import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bookParts, oneSheet, sheetXml, withFile, xlsx, zip } from './testing.ts'

interface Outcome {
  result: string
  megabytes: number
}

const child = fileURLToPath(new URL('./testing-child.ts', import.meta.url))

/** Reads in a child with the heap the product gives it. The time limit is loose: it is there to see that it ends. */
function readInChild(bytes: Buffer | string): Promise<Outcome> {
  return withFile(bytes, async (path) => {
    const options = ['--max-old-space-size=512', '--import', 'tsx', child, path]
    const { stdout } = await promisify(execFile)(process.execPath, options, { timeout: 60_000 })
    return JSON.parse(stdout) as Outcome
  })
}

const cell = '<row><c t="s"><v>0</v></c></row>'

describe('memory and end of hostile files', () => {
  it.each<[string, () => Buffer | string, string]>([
    [
      'a bomb that states a kilobyte',
      () => {
        const parts = bookParts({ sheets: [{ xml: '' }] })
        Object.assign(parts.at(-1)!, { raw: deflateRawSync(Buffer.alloc(400e6, ' ')), declared: 1_000 })
        return zip(parts)
      },
      'bad_entry',
    ],
    ['a bomb that states its size', () => oneSheet(' '.repeat(280e6)), 'too_large'],
    ['white space without end', () => oneSheet(' '.repeat(200e6)), 'corrupt'],
    [
      'one string, handed out a million times',
      () => oneSheet(cell.repeat(1e6), { strings: `<si><t>${'长'.repeat(30_000)}</t></si>` }),
      'too_large',
    ],
    ['empty tags without end', () => oneSheet('<row r="1"/>'.repeat(8e6)), '0 rows'],
    [
      'giant merges',
      () =>
        xlsx({
          sheets: [
            {
              xml: sheetXml(
                '<row><c><v>1</v></c></row>',
                `<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(1e6)}</mergeCells>`,
              ),
            },
          ],
        }),
      '1 rows',
    ],
    ['a quote that never ends', () => `甲,乙\n1,"${'行,列\n'.repeat(10e6)}`, 'line_too_long'],
    ['a line that never ends', () => `甲,乙\n${'行'.repeat(40e6)}`, 'line_too_long'],
  ])(
    '%s',
    async (_, bytes, expected) => {
      const { result, megabytes } = await readInChild(bytes())
      expect(result).toBe(expected)
      expect(megabytes).toBeLessThan(300)
    },
    120_000,
  )

  it('keeps 1.5 million different strings in little memory', async () => {
    const strings = Array.from(
      { length: 1_500_000 },
      (_, i) => `<si><t>温州市某某贸易有限公司${i}</t></si>`,
    ).join('')
    const { result, megabytes } = await readInChild(
      oneSheet('<row><c t="s"><v>1499999</v></c></row>', { strings }),
    )
    expect(result).toBe('1 rows')
    expect(megabytes).toBeLessThan(200)
  }, 120_000)
})
