import { describe, expect, it } from 'vitest'
import { PIECE } from './decode.ts'
import { defaultLimits, SheetDate } from './sheet.ts'
import { bookParts, cellsOf, oneSheet, readBytes, sheetXml, withFile, xlsx, zip } from './testing.ts'

const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
const d = (iso: string) => new SheetDate(iso)

describe('cells', () => {
  it('reads every type of cell', async () => {
    const strings = '<si><t>甲</t></si><si><t/></si>'
    const file = oneSheet(
      `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="n"><v>1.5</v></c><c r="C1"><v>42</v></c>
       <c r="D1" t="b"><v>1</v></c><c r="E1" t="b"><v>0</v></c><c r="F1" t="e"><v>#N/A</v></c>
       <c r="G1" t="str"><v>乙</v></c><c r="H1" t="inlineStr"><is><t>丙</t></is></c>
       <c r="I1" t="d"><v>2024-03-01T00:00:00.000Z</v></c><c r="J1" t="d"><v>2024-03-01T08:30:00</v></c>
       <c r="K1" t="s"><v>1</v></c><c r="L1"><v>-1.25E-3</v></c><c r="M1"><v>无</v></c><c r="N1"/></row>`,
      { strings },
    )
    expect(await cellsOf(file)).toEqual([
      [
        '甲',
        1.5,
        42,
        true,
        false,
        '#N/A',
        '乙',
        '丙',
        d('2024-03-01'),
        d('2024-03-01T08:30:00'),
        null,
        -0.00125,
        '无',
      ],
    ])
  })

  it('keeps a code stored as a number a number, and a code stored as text a text', async () => {
    const file = oneSheet(
      `<row><c><v>440803194373736</v></c><c><v>91440803194373736</v></c>${inline('001')}</row>`,
    )
    // Excel itself has rounded such a number before it was written; what matters is that it shows as a number.
    expect(await cellsOf(file)).toEqual([[440803194373736, Number('91440803194373736'), '001']])
  })

  it('finds places without references, with gaps, and whole rows without numbers', async () => {
    const file = oneSheet(
      `<row>${inline('a')}${inline('b')}</row><row r="5"><c r="C5"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>`,
    )
    expect((await readBytes(file))[0]!.rows).toEqual([
      { rowNo: 1, cells: ['a', 'b'] },
      { rowNo: 5, cells: [null, null, 1, 2] },
      { rowNo: 6, cells: [3] },
    ])
  })

  it('reads a cell at one go as it does tag by tag', async () => {
    const types = ['', ' t="n"', ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="d"', ' t="inlineStr"']
    const values = [
      '0',
      '1',
      '-2.5',
      '',
      ' ',
      '0x10',
      'Infinity',
      '甲&amp;_x000D_',
      '12345678901234567890',
      '2024-03-01',
    ]
    const cells: string[] = []
    for (const r of ['', ' r="A1"', ' r="aB1"', ' r="AB1"', ' r="1"', ' r=""']) {
      for (const s of ['', ' s="1"', ' s=""']) {
        for (const t of types) {
          for (const v of values.filter((v) => t !== ' t="s"' || v === '0')) {
            cells.push(
              `<c${r}${s}${t}><v>${v}</v></c>`,
              `<c${t}${r}><is><t>${t === ' t="s"' ? '0' : v}</t></is></c>`,
              `<c${s}${t}${r}/>`,
            )
          }
        }
      }
    }
    const styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    const read = (change: (cell: string) => string) =>
      cellsOf(
        oneSheet(cells.map((c) => `<row>${change(c)}<c><v>7</v></c></row>`).join(''), {
          styles,
          strings: '<si><t>甲</t></si>',
        }),
      )
    expect(await read((c) => c)).toEqual(await read((c) => c.replace('<c', '<c\t')))
  })

  it('leaves empty rows out and flags hidden ones and formulas', async () => {
    const file = oneSheet(
      `<row r="1" hidden="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>7</v></c><c r="C1" t="str"><f>"x"</f><v>x</v></c></row>
       <row r="2"><c r="A2" s="3"/></row><row r="3"/><row r="4"><c r="B4"><f>NOW()</f></c></row>`,
    )
    expect((await readBytes(file))[0]!.rows).toEqual([
      { rowNo: 1, cells: [2, 7, 'x'], hidden: true, formulas: [0, 2] },
      { rowNo: 4, cells: [], formulas: [1] },
    ])
  })

  it('reads rich text without its phonetics, escapes, entities and CDATA', async () => {
    const strings = [
      '<si><r><rPr><b/></rPr><t>湛江</t></r><r><t xml:space="preserve"> 市</t></r><rPh sb="0" eb="2"><t>zhanjiang</t></rPh></si>',
      '<si><t>&lt;&amp;&gt;&quot;&apos;&#20013;&#x1F600;</t></si>',
      '<si><t>a_x000D_b_x005F_x</t></si>',
      '<si><t><![CDATA[<甲&乙>]]>丙</t></si>',
      '<si><t>一\r\n二&#10;三</t></si>',
      '<si><t>&#0;&#xD800;</t></si>',
    ]
    const cells = strings.map((_, i) => `<c t="s"><v>${i}</v></c>`).join('')
    const rich = '<c t="inlineStr"><is><r><t>丁</t></r><rPh><t>ding</t></rPh><r><t>戊</t></r></is></c>'
    expect(await cellsOf(oneSheet(`<row>${cells}${rich}</row>`, { strings: strings.join('') }))).toEqual([
      ['湛江 市', `<&>"'中😀`, 'a\rb_x', '<甲&乙>丙', '一\n二\n三', '\ufffd\ufffd', '丁戊'],
    ])
  })

  it('reads names with a prefix, attributes in single quotes, comments and processing instructions', async () => {
    const xml = `<?xml version='1.0'?><!-- <!DOCTYPE x> --><x:worksheet xmlns:x='m'><x:sheetData><?p <c?>
      <x:row r='2'><x:c r='B2' t='inlineStr' ><x:is><x:t>甲<!-- 隐 -->乙</x:t></x:is></x:c
      ><x:c r='C2'><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>`
    expect((await readBytes(xlsx({ sheets: [{ xml }] })))[0]!.rows).toEqual([
      { rowNo: 2, cells: [null, '甲乙', 3] },
    ])
  })
})

describe('dates', () => {
  const formats = [
    'yyyy"年"m"月"d"日"',
    '[$-804]yyyy/m/d;@',
    '[h]:mm',
    '#,##0.00_);[Red]\\(#,##0.00\\)',
    'h"时"mm"分"',
    'yyyy年m月',
    '0.00E+00',
    'General"元/day"',
    'yyyy\\0',
  ]
  const ids = [...formats.map((_, i) => 170 + i), 14, 22, 31, 57, 0, 2, 33]
  const styles = `<numFmts>${formats.map((f, i) => `<numFmt numFmtId="${170 + i}" formatCode="${f.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${ids.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`
  const row = `<row>${ids.map((_, i) => `<c s="${i}"><v>45352.5</v></c>`).join('')}</row>`

  it('knows date formats, built in and spelled, Chinese ones too; hours alone are no date', async () => {
    const noon = d('2024-03-01T12:00:00')
    const n = 45352.5
    expect(await cellsOf(oneSheet(row, { styles }))).toEqual([
      [noon, noon, n, n, n, noon, n, n, noon, noon, noon, noon, noon, n, n, n],
    ])
  })

  it('counts days as Excel does, with its 29 February 1900 and with 1904', async () => {
    const serials = [0, 1, 59, 60, 61, 45352, 2958465, 2958466, -1, 45351.999999, 45352.0000001, 45352.75]
    const data = `<row>${serials.map((n) => `<c s="0"><v>${n}</v></c>`).join('')}</row>`
    const dates = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    expect(await cellsOf(oneSheet(data, { styles: dates }))).toEqual([
      [
        0,
        d('1900-01-01'),
        d('1900-02-28'),
        60,
        d('1900-03-01'),
        d('2024-03-01'),
        d('9999-12-31'),
        2958466,
        -1,
        d('2024-03-01'),
        d('2024-03-01'),
        d('2024-03-01T18:00:00'),
      ],
    ])
    const mac = oneSheet('<row><c s="0"><v>0</v></c><c s="0"><v>43890</v></c></row>', {
      styles: dates,
      workbookPr: '<workbookPr date1904="1"/>',
    })
    expect(await cellsOf(mac)).toEqual([[d('1904-01-01'), d('2024-03-01')]])
  })
})

describe('workbook', () => {
  it('yields sheets in tab order with names and hidden flags, charts left out', async () => {
    const sheets = [
      { name: '乙 &amp; 甲', xml: sheetXml('<row><c><v>1</v></c></row>') },
      { name: '图', xml: '<chartsheet/>', type: 'chartsheet' },
      { name: '隐', xml: sheetXml(''), state: 'hidden' },
      { name: '深隐', xml: sheetXml('<row><c><v>2</v></c></row>'), state: 'veryHidden' },
    ]
    expect(await readBytes(xlsx({ sheets }))).toEqual([
      { name: '乙 & 甲', hidden: false, rows: [{ rowNo: 1, cells: [1] }] },
      { name: '隐', hidden: true, rows: [] },
      { name: '深隐', hidden: true, rows: [{ rowNo: 1, cells: [2] }] },
    ])
  })

  it.each([
    '/xl/worksheets/其他.xml',
    '../xl/worksheets/其他.xml',
    './worksheets/其他.xml',
    'worksheets\\其他.xml',
    'worksheets/%E5%85%B6%E4%BB%96.xml',
    'Worksheets/其他.XML',
  ])('follows the relationship target %s', async (target) => {
    const part = { name: 'xl/worksheets/其他.xml', data: sheetXml('<row><c><v>5</v></c></row>') }
    expect(await cellsOf(xlsx({ sheets: [{ xml: '', target }], extra: [part] }))).toEqual([[5]])
  })

  it('reads strict OOXML, parts in any order, names with backslashes and UTF-16 parts', async () => {
    const strict = bookParts({
      sheets: [{ xml: sheetXml('<row><c t="s"><v>0</v></c></row>') }],
      strings: '<si><t>甲</t></si>',
    })
    for (const part of strict) {
      part.data = String(part.data).replaceAll(
        'http://schemas.openxmlformats.org/officeDocument/2006',
        'http://purl.oclc.org/ooxml/officeDocument',
      )
      if (part.name.includes('sheet1')) part.data = Buffer.from(`\ufeff${String(part.data)}`, 'utf16le')
      if (part.name.includes('sharedStrings')) part.data = `\ufeff${String(part.data)}`
      part.name = part.name.replaceAll('/', '\\')
    }
    expect(await cellsOf(zip(strict.reverse()))).toEqual([['甲']])
  })

  it('ignores a lying dimension and giant merges, and costs nothing for far-off empty cells', async () => {
    const xml = `<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>
      <row r="1048576"><c r="B1048576"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`
    expect((await readBytes(xlsx({ sheets: [{ xml }] })))[0]!.rows).toEqual([
      { rowNo: 1, cells: [1] },
      { rowNo: 1_048_576, cells: [null, 2] },
    ])
  })

  it('keeps Chinese whole at the edges of chunks, whatever the offset', async () => {
    const long = '𬭊䶮㛃贸易'.repeat(PIECE / 8)
    for (let shift = 0; shift < 5; shift++) {
      const pad = 'x'.repeat(shift)
      const file = oneSheet(`<row>${inline(pad + long)}<c t="s"><v>0</v></c></row>`, {
        strings: `<si><t>${pad}${long}</t></si>`,
      })
      expect(await cellsOf(file)).toEqual([[pad + long, pad + long]])
    }
  })

  it('reads the same whatever the size of the chunks', async () => {
    const cells = Array.from(
      { length: 30_000 },
      (_, i) => `<row>${inline(`温州${i}&amp;`)}<c r="C${i + 1}" s="0"><v>${i}</v></c></row>`,
    )
    const rows = await cellsOf(oneSheet(cells.join('')))
    expect(rows.length).toBe(30_000)
    for (const [i, row] of rows.entries()) expect(row).toEqual([`温州${i}&`, null, i])
  })

  it('closes the file when it is left early', async () => {
    const { openWorkbook } = await import('./open.ts')
    const { readdir } = await import('node:fs/promises')
    const before = (await readdir('/proc/self/fd')).length
    const data = Array.from({ length: 50_000 }, (_, i) => `<row><c><v>${i}</v></c></row>`).join('')
    await withFile(oneSheet(data), async (path) => {
      for (let i = 0; i < 20; i++) {
        for await (const sheet of openWorkbook(path, defaultLimits)) {
          for await (const _ of sheet.rows) break
          break
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect((await readdir('/proc/self/fd')).length).toBeLessThan(before + 5)
    })
  })
})
