import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { defaultLimits, FileRefused, operatorLimits, refusals } from './sheet.ts'
import { bookParts, cellsOf, oneSheet, refusalOf, sheetXml, xlsx, type ZipPart, zip } from './testing.ts'
import { Archive } from './zip.ts'

const row = '<row><c><v>1</v></c></row>'
const plain = () => bookParts({ sheets: [{ xml: sheetXml(row) }] })
const withPart = (...parts: ZipPart[]) => zip([...plain(), ...parts])
const entry = (name: string, more: Partial<ZipPart> = {}): ZipPart => ({ name, data: 'x', ...more })

function replaced(name: string, change: (part: ZipPart) => void): Buffer {
  const parts = plain()
  const part = parts.find((p) => p.name.endsWith(name))!
  change(part)
  return zip(parts)
}

describe('what is no table', () => {
  it.each<[string, Buffer | string, string]>([
    ['png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not_a_table'],
    ['pdf', '%PDF-1.7\n1 0 obj', 'not_a_table'],
    ['rtf', '{\\rtf1\\ansi 名单}', 'not_a_table'],
    ['exe', Buffer.from('4d5a90000300000004000000ffff0000b800000000000000', 'hex'), 'not_a_table'],
    ['gzip', gzipSync('名称,代码'), 'not_a_table'],
    ['rar', 'Rar!\x1a\x07\x01\x00', 'not_a_table'],
    ['empty zip', zip([]), 'not_a_table'],
    ['zip without a workbook', zip([entry('a.txt')]), 'not_a_table'],
    [
      'ods',
      zip([
        entry('mimetype', { data: 'application/vnd.oasis.opendocument.spreadsheet' }),
        entry('content.xml'),
      ]),
      'not_a_table',
    ],
    [
      'docx',
      zip([
        {
          name: '_rels/.rels',
          data: '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>',
        },
        entry('word/document.xml'),
      ]),
      'not_a_table',
    ],
    [
      'xlsb',
      zip([
        {
          name: '_rels/.rels',
          data: '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        },
        entry('xl/workbook.bin'),
      ]),
      'not_a_table',
    ],
    ['html', '<html><table><tr><td>甲</td></tr></table></html>', 'html_as_xls'],
    ['html after blanks and a comment', '\ufeff\r\n  <!-- x --><table>', 'html_as_xls'],
    ['html in UTF-16', Buffer.from('\ufeff<HTML><BODY>', 'utf16le'), 'html_as_xls'],
    [
      'SpreadsheetML 2003',
      '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
      'html_as_xls',
    ],
    ['web archive', 'MIME-Version: 1.0\r\nContent-Type: multipart/related', 'html_as_xls'],
  ])('%s', async (_, bytes, expected) => {
    expect(await refusalOf(bytes)).toBe(expected)
  })

  it('takes text that merely begins with an angle bracket', async () => {
    expect(await cellsOf('<甲>,乙\n1,2\n')).toEqual([
      ['<甲>', '乙'],
      ['1', '2'],
    ])
  })
})

describe('directory of the zip', () => {
  const shown = 300 * 1024 * 1024
  const symlink = 0xa1ff << 16
  it.each<[string, () => Buffer, string]>([
    ['stated bomb', () => withPart(entry('xl/a.xml', { declared: shown })), 'too_large'],
    [
      'flood of entries',
      () => withPart(...Array.from({ length: 2_001 }, (_, i) => entry(`xl/${i}`))),
      'too_many_entries',
    ],
    ['zip slip', () => withPart(entry('../../etc/passwd')), 'bad_entry'],
    ['zip slip with backslashes', () => withPart(entry('xl\\..\\..\\a')), 'bad_entry'],
    ['absolute name', () => withPart(entry('/etc/passwd')), 'bad_entry'],
    ['drive letter', () => withPart(entry('C:/a.xml')), 'bad_entry'],
    ['NUL in a name', () => withPart(entry('xl/a.xml\0.png')), 'bad_entry'],
    ['name that is not UTF-8', () => withPart(entry('xl/\udc00.xml')), 'bad_entry'],
    ['empty name', () => withPart(entry('')), 'bad_entry'],
    ['symbolic link', () => withPart(entry('xl/a.xml', { attributes: symlink })), 'bad_entry xl/a.xml'],
    ['duplicate name', () => withPart(entry('xl/workbook.xml')), 'bad_entry xl/workbook.xml'],
    ['duplicate but for case', () => withPart(entry('XL/Workbook.XML')), 'bad_entry XL/Workbook.XML'],
    [
      'two entries of one body',
      () => withPart(entry('xl/a.xml'), entry('xl/b.xml', { sharesDataOf: 5 })),
      'bad_entry xl/b.xml',
    ],
    ['encrypted entry', () => withPart(entry('xl/a.xml', { flags: 0x801 })), 'encrypted'],
    ['strongly encrypted entry', () => withPart(entry('xl/a.xml', { flags: 0x841 })), 'encrypted'],
    ['unknown compression', () => withPart(entry('xl/a.xml', { method: 99 })), 'corrupt xl/a.xml'],
    ['macro', () => withPart(entry('xl/vbaProject.bin')), 'macro'],
    ['macro in disguise', () => withPart(entry('xl/VBAPROJECT.BIN')), 'macro'],
    ['macro sheet', () => withPart(entry('xl/macrosheets/sheet1.xml')), 'macro'],
    ['external link', () => withPart(entry('xl/externalLinks/externalLink1.xml')), 'external_link'],
    ['embedded document', () => withPart(entry('xl/embeddings/Microsoft_Word.docx')), 'embedded_object'],
    ['OLE object', () => withPart(entry('xl/embeddings/oleObject1.bin')), 'embedded_object'],
    ['ActiveX', () => withPart(entry('xl/activeX/activeX1.bin')), 'embedded_object'],
  ])('%s', async (_, bytes, expected) => {
    expect(await refusalOf(bytes())).toBe(expected)
  })

  it('lets what the operator names at the command line state more, and not without end', async () => {
    const stating = (declared: number) => refusalOf(withPart(entry('xl/a.xml', { declared })), operatorLimits)
    expect(await stating(shown)).not.toContain('too_large')
    expect(await stating(1_100 * 1024 * 1024)).toBe('too_large')
  })

  it('finds overlap where an entry begins within the data of another', async () => {
    const parts = plain()
    const inner = zip([entry('xl/b.xml', { stored: true, data: 'y' })])
    parts.push(entry('xl/a.xml', { stored: true, data: inner.subarray(0, 30 + 8 + 1) }))
    const bytes = zip([
      ...parts,
      entry('xl/b.xml', { sharesDataOf: parts.length - 1, stored: true, data: 'y' }),
    ])
    // Move the second entry into the first one's body.
    const directory = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1')
    bytes.writeUInt32LE(bytes.readUInt32LE(directory + 42) + 30 + 8, directory + 42)
    expect(await refusalOf(bytes)).toBe('bad_entry xl/b.xml')
  })
})

describe('content types and relationships', () => {
  const types = (override: string) =>
    replaced('[Content_Types].xml', (part) => {
      part.data = `<Types><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>${override}</Types>`
    })
  const override = (type: string) => types(`<Override PartName="/xl/workbook.xml" ContentType="${type}"/>`)
  it.each<[string, () => Buffer, string]>([
    [
      'macro-enabled workbook',
      () => override('application/vnd.ms-excel.sheet.macroEnabled.main+xml'),
      'macro',
    ],
    ['renamed macro', () => override('application/vnd.ms-office.vbaProject'), 'macro'],
    [
      'renamed link',
      () => override('application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml'),
      'external_link',
    ],
    [
      'renamed object',
      () => override('application/vnd.openxmlformats-officedocument.oleObject'),
      'embedded_object',
    ],
    [
      'a part that does not exist',
      () => types('<Override PartName="/xl/gone.bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
      'accepted',
    ],
    ['a default nothing uses', () => types(''), 'accepted'],
    ['macro sheet', () => xlsx({ sheets: [{ xml: sheetXml(row), type: 'xlMacrosheet' }] }), 'macro'],
    [
      'one part as two sheets',
      () => xlsx({ sheets: [{ xml: sheetXml(row) }, { xml: '', target: 'worksheets/sheet1.xml' }] }),
      'bad_entry 表2',
    ],
    ['sheet outside the package', () => xlsx({ sheets: [{ xml: '', target: '../../a.xml' }] }), 'bad_entry'],
    ['missing sheet', () => xlsx({ sheets: [{ xml: '', target: 'worksheets/none.xml' }] }), 'corrupt 表1'],
    ['no sheet', () => xlsx({ sheets: [] }), 'empty'],
  ])('%s', async (_, bytes, expected) => {
    expect(await refusalOf(bytes())).toBe(expected)
  })
})

describe('XML', () => {
  const laughs = `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>`
  it.each<[string, string, string]>([
    ['billion laughs', `${laughs}<worksheet><sheetData>${row}</sheetData></worksheet>`, 'dtd'],
    ['external entity', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>', 'dtd'],
    ['late declaration', `<worksheet><sheetData><!ENTITY x "y">${row}</sheetData></worksheet>`, 'dtd'],
    ['unknown entity', sheetXml('<row><c t="str"><v>&xxe;</v></c></row>'), 'dtd'],
    ['bare ampersand', sheetXml('<row><c t="str"><v>甲 & 乙</v></c></row>'), 'corrupt'],
    ['cut off', sheetXml(row).slice(0, -40), 'corrupt'],
    ['closed too often', `</worksheet>${sheetXml(row)}`, 'corrupt'],
    ['no XML', '名称,代码', 'corrupt'],
    ['string that does not exist', sheetXml('<row><c t="s"><v>7</v></c></row>'), 'corrupt'],
    ['string index that is none', sheetXml('<row><c t="s"><v>x</v></c></row>'), 'corrupt'],
    ['row that does not exist', sheetXml('<row r="1048577"><c><v>1</v></c></row>'), 'corrupt 第 0 行'],
    [
      'sparse giant coordinates',
      sheetXml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
      'too_many_columns 第 1048576 行',
    ],
    ['absurd column', sheetXml('<row><c r="AAAAAAAAA1"><v>1</v></c></row>'), 'too_many_columns 第 1 行'],
    [
      '65,000 columns',
      sheetXml(`<row>${'<c><v>1</v></c>'.repeat(65_000)}</row>`),
      'too_many_columns 第 1 行',
    ],
    [
      'formulas without end',
      sheetXml(`<row>${'<c r="A1"><f/></c><c r="B1"><f/></c>'.repeat(2_000)}</row>`),
      'corrupt 第 1 行',
    ],
    ['giant cell', sheetXml(`<row><c t="str"><v>${'x'.repeat(2_000_000)}</v></c></row>`), 'corrupt'],
    [
      'giant cell in small pieces',
      sheetXml(
        `<row><c t="inlineStr"><is>${`<r><t>${'x'.repeat(999)}</t></r>`.repeat(2_000)}</is></c></row>`,
      ),
      'corrupt 第 1 行',
    ],
    ['giant tag', sheetXml(`<row x="${'x'.repeat(2_000_000)}"/>`), 'corrupt'],
  ])('%s', async (_, xml, expected) => {
    expect(await refusalOf(xlsx({ sheets: [{ xml }], strings: '<si><t>甲</t></si>' }))).toBe(expected)
  })

  it('refuses one long string repeated without end', async () => {
    const strings = `<si><t>${'长'.repeat(30_000)}</t></si>`
    const file = oneSheet(`<row>${'<c t="s"><v>0</v></c>'.repeat(1_000)}</row>`.repeat(5), { strings })
    expect(await refusalOf(file, { ...defaultLimits, inflatedBytes: 1_000_000 })).toBe('too_large')
  })
})

describe('damage and lies found while unpacking', () => {
  const big = deflateRawSync(Buffer.alloc(3_000_000, ' '))
  it.each<[string, () => Buffer, string]>([
    [
      'more bytes than stated',
      () => replaced('sheet1.xml', (p) => Object.assign(p, { raw: big, declared: 500 })),
      'bad_entry xl/worksheets/sheet1.xml',
    ],
    [
      'fewer bytes than stated',
      () => replaced('sheet1.xml', (p) => Object.assign(p, { declared: 5_000 })),
      'corrupt xl/worksheets/sheet1.xml',
    ],
    [
      'wrong checksum',
      () => replaced('sheet1.xml', (p) => Object.assign(p, { crc: 1 })),
      'corrupt xl/worksheets/sheet1.xml',
    ],
    [
      'other name in the local header',
      () => replaced('sheet1.xml', (p) => Object.assign(p, { localName: 'xl/worksheets/sheet9.xml' })),
      'bad_entry xl/worksheets/sheet1.xml',
    ],
    [
      'no deflate data',
      () => replaced('sheet1.xml', (p) => Object.assign(p, { raw: Buffer.from('garbage') })),
      'corrupt xl/worksheets/sheet1.xml',
    ],
    [
      'stored size that lies',
      () => replaced('sheet1.xml', (p) => Object.assign(p, { stored: true, declared: 5 })),
      'bad_entry xl/worksheets/sheet1.xml',
    ],
    [
      'small part that is large',
      () => replaced('workbook.xml', (p) => Object.assign(p, { data: Buffer.alloc(40e6, ' ') })),
      'too_large xl/workbook.xml',
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await refusalOf(bytes())).toBe(expected)
  })

  it('counts what is unpacked over all parts, whatever was stated', async () => {
    const limits = { ...defaultLimits, inflatedBytes: 2_000 }
    expect(await refusalOf(oneSheet(row.repeat(100)), limits)).toBe('too_large xl/worksheets/sheet1.xml')
  })

  it('refuses a file cut anywhere', async () => {
    const whole = oneSheet(row.repeat(100))
    for (const part of [0.1, 0.5, 0.9, 0.99]) {
      expect(await refusalOf(whole.subarray(0, Math.floor(whole.length * part)))).toBe('corrupt')
    }
  })

  it('never gives other cells for a flipped bit', async () => {
    const data = Array.from({ length: 40 }, (_, i) => `<row><c><v>${i * 7919}</v></c></row>`).join('')
    const whole = oneSheet(data)
    const expected = JSON.stringify(await cellsOf(whole))
    const outcomes = new Set<string>()
    for (let bit = 0; bit < whole.length * 8; bit += 41) {
      const bytes = Buffer.from(whole)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      const refusal = await refusalOf(bytes)
      outcomes.add(refusal.split(' ')[0]!)
      // Time stamps and the like may change without harm.
      if (refusal === 'accepted') expect(JSON.stringify(await cellsOf(bytes))).toBe(expected)
    }
    expect(outcomes).toContain('corrupt')
  }, 60_000)

  it('refuses a workbook whose styles are lost: its dates would silently be numbers', async () => {
    const parts = bookParts({ sheets: [{ xml: sheetXml(row) }], styles: '<cellXfs/>' })
    expect(await refusalOf(zip(parts.filter((p) => !p.name.includes('styles'))))).toBe(
      'corrupt xl/styles.xml',
    )
  })
})

describe('FileRefused', () => {
  it('tells the user in Chinese, with the place where there is one', () => {
    expect(new FileRefused('macro').message).toBe(refusals.macro)
    expect(new FileRefused('line_too_long', '第 5 行').message).toMatch(/（第 5 行）$/)
  })

  it('does not take a missing file for a damaged one', async () => {
    const { readPath } = await import('./testing.ts')
    await expect(readPath('/nonexistent/名单.xlsx')).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(Archive.open('/nonexistent/名单.xlsx', defaultLimits)).rejects.toMatchObject({
      code: 'ENOENT',
    })
  })
})
