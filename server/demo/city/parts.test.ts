import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as XLSX from '@e965/xlsx'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dealOut } from './banks.ts'
import { bodyOf, orgCheck, registrationNumber, unifiedCode, usccCheck } from './codes.ts'
import { addMonths, dayNumber, isoDay, monthBefore } from './days.ts'
import { DayCell } from './files/raw-files.ts'
import { writeXls } from './files/xls-book.ts'
import { encodeGb18030 } from './gb18030.ts'
import { seeded, Weighted } from './random.ts'

describe('codes', () => {
  it('gives the checks of published and agreed codes', () => {
    const known = [
      '914403001922038216',
      '9144030071526726XG',
      '91370400MA3C003100',
      '93370402MA3C0002XG',
      '92440802L123456744',
    ]
    for (const code of known) {
      expect(usccCheck(code.slice(0, 17))).toBe(code[17])
      expect(orgCheck(code.slice(8, 16))).toBe(code[16])
      expect(unifiedCode(code.slice(0, 2), code.slice(2, 8), code.slice(8, 16))).toBe(code)
    }
    for (const number of ['440301103097413', '110108012660422', '370402600123455']) {
      expect(registrationNumber(number.slice(0, 6), number.slice(6, 14))).toBe(number)
    }
  })

  it('never gives two entities one body', () => {
    for (const form of ['current', 'former', 'soleTrader'] as const) {
      const bodies = new Set(Array.from({ length: 50_000 }, (_, i) => bodyOf(i * 97, form, 123_456)))
      expect(bodies.size).toBe(50_000)
    }
  })
})

describe('encodeGb18030', () => {
  it('encodes every two-byte character so that it decodes to itself', () => {
    const decoder = new TextDecoder('gb18030', { fatal: true })
    for (const text of ['云泽市望川区，“小巨人”（有限合伙）', 'ABC,123\r\n', '〇℃①Ⅳ㎡', '犇骉赟']) {
      expect(decoder.decode(encodeGb18030(text))).toBe(text)
    }
    const chinese = fc.string({
      unit: fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((n) => String.fromCharCode(n)),
    })
    fc.assert(
      fc.property(chinese, (text) => {
        expect(decoder.decode(encodeGb18030(text))).toBe(text)
      }),
    )
    expect(() => encodeGb18030('😀')).toThrow('GB18030')
  })
})

describe('writeXls', () => {
  it('is read back cell by cell, also past the limit of one record', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'diguan-xls-'))
    const rows = Array.from({ length: 3_000 }, (_, i) => [
      i,
      `云泽第${i}商行`,
      '正常参保',
      i % 2 ? null : '',
      i / 4,
    ])
    await writeXls(join(dir, 'a.xls'), [
      { name: '城区', rows: () => rows },
      { name: '县（市）', rows: () => [['日期', new DayCell(dayNumber('2026-11-22'))]] },
    ])
    const book = XLSX.read(await readFile(join(dir, 'a.xls')), { cellDates: true, UTC: true })
    await rm(dir, { recursive: true })
    expect(book.SheetNames).toEqual(['城区', '县（市）'])
    const read = XLSX.utils.sheet_to_json(book.Sheets.城区!, { header: 1, defval: null })
    expect(read).toEqual(rows.map((r) => r.map((c) => (c === '' ? null : c))))
    expect(book.Sheets['县（市）']!.B1).toMatchObject({ t: 'd', v: new Date('2026-11-22T00:00:00Z') })
  })

  it('refuses more rows than the format holds', async () => {
    function* tooMany() {
      for (let i = 0; i <= 65_536; i++) yield [i]
    }
    await expect(writeXls('/nonexistent', [{ name: '表', rows: tooMany }])).rejects.toThrow('65536')
  })
})

describe('days and chance', () => {
  it('counts days and months like the calendar', () => {
    const days = fc.integer({ min: -30_000, max: 60_000 })
    fc.assert(
      fc.property(days, (n) => {
        expect(isoDay(n)).toBe(new Date(n * 86_400_000).toISOString().slice(0, 10))
        expect(dayNumber(isoDay(n))).toBe(n)
      }),
    )
    expect(isoDay(addMonths(dayNumber('2026-11-22'), -11))).toBe('2025-12-22')
    expect(isoDay(addMonths(dayNumber('2027-01-31'), -11))).toBe('2026-02-28')
    expect(isoDay(addMonths(dayNumber('2023-03-31'), 11))).toBe('2024-02-29')
    expect(monthBefore(dayNumber('2026-01-05'), 1)).toBe('202512')
  })

  it('forks without regard to earlier draws and deals out whole sums', () => {
    const a = seeded(9)
    const b = seeded(9)
    b.bits()
    expect(a.fork(5, 2).bits()).toBe(b.fork(5, 2).bits())
    expect(a.fork(5, 2).bits()).not.toBe(a.fork(5, 3).bits())
    expect(a.fork(5, 2).bits()).not.toBe(seeded(10).fork(5, 2).bits())
    const coin = new Weighted([
      ['heads', 3],
      ['tails', 1],
    ])
    const heads = Array.from({ length: 8_000 }, (_, i) => coin.draw(a.fork(i))).filter(
      (side) => side === 'heads',
    ).length
    expect(heads / 8_000).toBeCloseTo(0.75, 1)
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1 }),
        (total, weights) => {
          const dealt = dealOut(total, weights)
          expect(dealt.reduce((x, y) => x + y, 0)).toBe(total)
          expect(Math.min(...dealt)).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })
})
