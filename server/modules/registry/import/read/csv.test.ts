import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { PIECE } from './decode.ts'
import { defaultLimits } from './sheet.ts'
import { cellsOf, readBytes, refusalOf } from './testing.ts'

/** Node has no GB18030 encoder; the one of the operating system is an oracle of its own. */
function gb(text: string): Buffer {
  return execFileSync('iconv', ['-f', 'utf-8', '-t', 'gb18030'], { input: text, maxBuffer: 1e9 })
}

const rows = '名称,代码\r\n湛江市第三运输公司,91440800194379265Y\r\n'
const cells = [
  ['名称', '代码'],
  ['湛江市第三运输公司', '91440800194379265Y'],
]

describe('encoding of a text file', () => {
  it('reads UTF-8 with and without byte order mark, GB18030 and both UTF-16', async () => {
    expect(await cellsOf(rows)).toEqual(cells)
    expect(await cellsOf(`\ufeff${rows}`)).toEqual(cells)
    expect(await cellsOf(gb(rows))).toEqual(cells)
    const wide = Buffer.from(`\ufeff${rows}`, 'utf16le')
    expect(await cellsOf(wide)).toEqual(cells)
    expect(await cellsOf(Buffer.from(wide).swap16())).toEqual(cells)
  })

  it('reads four-byte GB18030 and characters outside the basic plane', async () => {
    const text = '姓名,字\n㛃某,𬭊\n䶮某,镕\n'
    const expected = [
      ['姓名', '字'],
      ['㛃某', '𬭊'],
      ['䶮某', '镕'],
    ]
    expect(await cellsOf(gb(text))).toEqual(expected)
    expect(await cellsOf(text)).toEqual(expected)
  })

  it('notices GB18030 that first shows in the last line', async () => {
    const text = `${'abc,def\n'.repeat(400_000)}甲,乙\n`
    expect((await cellsOf(gb(text))).at(-1)).toEqual(['甲', '乙'])
    // The two bytes of this one would begin a UTF-8 character.
    expect(await cellsOf(gb('a,涓'))).toEqual([['a', '涓']])
  })

  it('keeps characters whole where the pieces are cut, whatever the offset', async () => {
    for (let shift = 0; shift < 4; shift++) {
      const text = `${'x'.repeat(shift)},${'𬭊䶮㛃贸易'.repeat(PIECE / 4)},${'中'.repeat(PIECE)}`
      const expected = [text.split(',').map((cell) => cell || null)]
      expect(await cellsOf(text)).toEqual(expected)
      expect(await cellsOf(gb(text))).toEqual(expected)
      expect(await cellsOf(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(expected)
    }
  })

  it('refuses with the line what is neither, and never turns broken UTF-8 into other characters', async () => {
    const broken = Buffer.from(rows.repeat(30))
    const place = broken.lastIndexOf(Buffer.from('运'))
    broken[place + 1] = 0x41
    expect(await refusalOf(broken)).toBe('encoding 第 60 行')
    expect(await refusalOf(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), gb(rows)]))).toBe(
      'encoding 第 1 行',
    )
    expect(await refusalOf(Buffer.concat([gb(rows), Buffer.from([0xff, 0xff, 0x0a])]))).toMatch(
      /^encoding 第 \d 行起/,
    )
    // An odd number of even-length cells decodes as GB18030 without an error: only the look at the whole helps.
    const even = Buffer.from('中国工商银行,\n'.repeat(40))
    expect(await refusalOf(Buffer.concat([even, Buffer.from([0xd6, 0xd0, 0x0a])]))).toBe('encoding 第 41 行')
  })

  it('refuses NUL bytes, and tells UTF-16 by them where it has no mark', async () => {
    expect(await refusalOf(`${rows.repeat(10_000)}甲\0乙,1\n`)).toBe('encoding 第 20001 行')
    expect(await refusalOf(gb(`${rows.repeat(10_000)}甲\0乙,1\n`))).toBe('encoding 第 20001 行')
    const wide = Buffer.from('name,code\nabc,1\n', 'utf16le')
    const cells = [
      ['name', 'code'],
      ['abc', '1'],
    ]
    expect(await cellsOf(wide)).toEqual(cells)
    expect(await cellsOf(Buffer.from(wide).swap16())).toEqual(cells)
    expect(await refusalOf(Buffer.from([1, 2, 3, 0, 0, 4, 5, 6, 0, 7]))).toBe('not_a_table')
  })
})

describe('delimiter and line end', () => {
  it.each([
    [
      'commas, with a tab to every code',
      '\t甲,乙\n\t1,2\n',
      [
        ['\t甲', '乙'],
        ['\t1', '2'],
      ],
    ],
    [
      'tab',
      '甲\t乙,丙\n1\t2\n',
      [
        ['甲', '乙,丙'],
        ['1', '2'],
      ],
    ],
    [
      'semicolon',
      '甲;乙\n1,5;2\n',
      [
        ['甲', '乙'],
        ['1,5', '2'],
      ],
    ],
    [
      'bar',
      '甲|乙\n1|2\n',
      [
        ['甲', '乙'],
        ['1', '2'],
      ],
    ],
    [
      'full-width comma',
      '甲，乙\n1，2\n',
      [
        ['甲', '乙'],
        ['1', '2'],
      ],
    ],
    [
      'full-width semicolon',
      '甲；乙\n1；2\n',
      [
        ['甲', '乙'],
        ['1', '2'],
      ],
    ],
    [
      'sep= line',
      'sep=;\r\n甲;乙\r\n1;2\r\n',
      [
        ['甲', '乙'],
        ['1', '2'],
      ],
    ],
    ['one column', '甲\n乙\n', [['甲'], ['乙']]],
    [
      'CR only',
      '甲,乙\r1,2\r',
      [
        ['甲', '乙'],
        ['1', '2'],
      ],
    ],
    [
      'CR with LF inside cells',
      '甲,"乙\n丙"\r1,2',
      [
        ['甲', '乙\n丙'],
        ['1', '2'],
      ],
    ],
    [
      'lone CR inside a cell',
      '甲,乙\r丙\n1,2\n',
      [
        ['甲', '乙\r丙'],
        ['1', '2'],
      ],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await cellsOf(text)).toEqual(expected)
  })

  it('is not led astray by prose before the header or within cells', async () => {
    const text =
      '以下名单来源于公共信用信息平台，仅供内部使用；勿外传；谢谢\n名称,范围\n甲,货运；仓储；零售\n乙,服务；设计\n'
    const found = await cellsOf(text)
    expect(found.map((row) => row.length)).toEqual([1, 2, 2, 2])
  })
})

describe('records', () => {
  it('reads quotes, doubled quotes, line feeds and delimiters inside them', async () => {
    const text = '甲,"乙 ""丙"", 丁"\r\n"一\r\n二",三\r\n"",""\r\n四,\r\n'
    expect((await readBytes(text))[0]!.rows).toEqual([
      { rowNo: 1, cells: ['甲', '乙 "丙", 丁'] },
      { rowNo: 2, cells: ['一\r\n二', '三'] },
      { rowNo: 5, cells: ['四', null] },
    ])
  })

  it('keeps an unquoted text that merely begins with or holds a quote', async () => {
    expect(await cellsOf('"好又多"超市,甲\n管径 5",乙\n="001",丙\n')).toEqual([
      ['"好又多"超市', '甲'],
      ['管径 5"', '乙'],
      ['="001"', '丙'],
    ])
  })

  it('counts physical lines, empty ones included, and leaves empty records out', async () => {
    const text = '\n\n甲,乙\n,\n"丙\n丁\n戊",1\n\n己,2'
    const found = (await readBytes(text))[0]!.rows
    expect(found.map((row) => row.rowNo)).toEqual([3, 5, 9])
  })

  it('reads quotes cut by the edge of a piece like any other', async () => {
    const record = '"甲,""乙""\r\n丙",丁\r\n'
    // A piece of UTF-8 ends with a line, one of UTF-16 anywhere.
    const encodings: [number, (text: string) => Buffer][] = [
      [PIECE, (text) => Buffer.from(text)],
      [PIECE / 2, (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ]
    for (const [length, encode] of encodings) {
      for (let shift = 0; shift < 40; shift++) {
        const pad = 'x'.repeat(length - shift - 4)
        const found = (await readBytes(encode(`${pad},1\r\n${record.repeat(3)}`)))[0]!.rows
        expect(found.slice(1).map((row) => [row.rowNo, ...row.cells])).toEqual([
          [2, '甲,"乙"\r\n丙', '丁'],
          [4, '甲,"乙"\r\n丙', '丁'],
          [6, '甲,"乙"\r\n丙', '丁'],
        ])
      }
    }
  })

  it('takes a last record without line end, and the Ctrl-Z of DOS', async () => {
    expect(await cellsOf('甲,乙\r\n1,2\r\n\x1a')).toEqual([
      ['甲', '乙'],
      ['1', '2'],
    ])
    expect(await cellsOf('甲,"乙"')).toEqual([['甲', '乙']])
  })

  it('refuses unbalanced quotes, endless records and too many columns with the line', async () => {
    expect(await refusalOf('甲,乙\n1,"2\n3,4\n')).toBe('unbalanced_quotes 第 2 行')
    expect(await refusalOf('甲,乙\n1,"2\n3,4"x\n5,6\n')).toBe('unbalanced_quotes 第 2 行')
    const giant = 'x'.repeat(defaultLimits.lineLength + 10)
    expect(await refusalOf(`甲,乙\n${giant},2\n3,4\n`)).toBe('line_too_long 第 2 行')
    expect(await refusalOf(`甲,乙\n1,"${'行,\n'.repeat(400_000)}`)).toBe('line_too_long 第 2 行')
    expect(await refusalOf(`甲,乙\n${','.repeat(1_024)}\n`)).toBe('too_many_columns 第 2 行')
  })

  it('refuses what is empty', async () => {
    expect(await refusalOf('')).toBe('empty')
    expect(await refusalOf('\ufeff')).toBe('empty')
    expect(await refusalOf(' \r\n\r\n')).toBe('empty')
    expect(await refusalOf(',,\n,,\n')).toBe('empty')
  })

  it('hands rows on in batches of bounded size', async () => {
    const { withFile } = await import('./testing.ts')
    const { openWorkbook } = await import('./open.ts')
    await withFile('甲,乙\n'.repeat(100_000), async (path) => {
      let total = 0
      for await (const sheet of openWorkbook(path)) {
        for await (const batch of sheet.rows) {
          expect(batch.length).toBeLessThan(20_000)
          total += batch.length
        }
      }
      expect(total).toBe(100_000)
    })
  })
})
