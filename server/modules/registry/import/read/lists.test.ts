import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as XLSX from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { readPath } from './testing.ts'

/** Walks up to the folder that lies beside the repository, wherever it has been checked out. */
function findLists(): string | undefined {
  const given = process.env.DIGUAN_LISTS
  if (given) return existsSync(given) ? given : undefined
  for (let at = dirname(fileURLToPath(import.meta.url)); dirname(at) !== at; at = dirname(at)) {
    if (existsSync(resolve(at, '../shared/lists'))) return resolve(at, '../shared/lists')
  }
  return undefined
}

const lists = findLists()

if (lists === undefined) {
  describe('real lists', () => {
    it('are left out: neither DIGUAN_LISTS nor ../shared/lists exists', () => {
      console.log('real lists are left out: neither DIGUAN_LISTS nor ../shared/lists exists')
    })
  })
} else {
  describe.each(readdirSync(lists).filter((name) => !name.includes('.')))('real lists of %s', (city) => {
    const folder = join(lists, city)
    const file = (start: string) => join(folder, readdirSync(folder).find((name) => name.startsWith(start))!)

    it.each(['02', '03', '06', '07'])(
      '%s has the rows the library finds',
      async (start) => {
        const book = XLSX.read(readFileSync(file(start)), { dense: true })
        const expected = book.SheetNames.map((name) => {
          const rows = (book.Sheets[name] as XLSX.DenseWorkSheet)['!data'] ?? []
          const filled = rows.map(
            (row) => (row ?? []).filter((cell) => cell?.v !== undefined && cell.v !== '').length,
          )
          return [name, filled.filter((n) => n > 0).length, filled.reduce((sum, n) => sum + n, 0)]
        })
        const found = (await readPath(file(start))).map(({ name, rows }) => {
          const filled = rows.map((row) => row.cells.filter((cell) => cell !== null).length)
          return [name, rows.length, filled.reduce((sum, n) => sum + n, 0)]
        })
        expect(found).toEqual(expected)
      },
      60_000,
    )

    it.each([
      ['01', '企业名称', 12],
      ['04', '单位详细名称', 6],
      ['05', '名称', 5],
      ['08', '银行', 7],
      ['09', '代码', 4],
    ])('%s has a record for every line, each of one width', async (start, header, columns) => {
      const bytes = readFileSync(file(start))
      const [sheet] = await readPath(file(start))
      const at = sheet!.rows.findIndex((row) => row.cells[0] === header)
      expect(at).toBe(start === '05' ? 1 : 0)
      expect(new Set(sheet!.rows.slice(at).map((row) => row.cells.length))).toEqual(new Set([columns]))
      expect(JSON.stringify(sheet!.rows)).not.toContain('\ufffd')
      const lines = bytes.toString('latin1').trimEnd().split('\n').length
      // Cells of file 01 may hold line feeds; then the last record says on which line it begins.
      expect(sheet!.rows.at(-1)!.rowNo).toBeLessThanOrEqual(lines)
      if (sheet!.rows.length !== lines) expect(bytes.includes('"')).toBe(true)
    })
  })
}
