import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { escapeXml } from '#kernel/xlsx-cells.ts'

/**
 * The zip around worksheets: the parts every workbook needs and nothing else (no author, no dates, no
 * application). The same sheets give the same bytes on every machine, so a file's hash means something.
 */
export interface SheetPart {
  name: string
  /** The whole worksheet XML in pieces, asked for when its turn comes. */
  xml: () => Iterable<string> | AsyncIterable<string>
  /** 1-based row of the header that every printed page repeats. */
  printTitleRow?: number
}

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const mainNs = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relNs = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelNs = 'http://schemas.openxmlformats.org/package/2006/relationships'
const partType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

function contentTypes(sheets: number): string {
  let sheetTypes = ''
  for (let i = 1; i <= sheets; i++) {
    sheetTypes += `<Override PartName="/xl/worksheets/sheet${i}.xml" ContentType="${partType}.worksheet+xml"/>`
  }
  return `${xmlHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${partType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${partType}.styles+xml"/>${sheetTypes}</Types>`
}

const rootRels = `${xmlHead}<Relationships xmlns="${packageRelNs}"><Relationship Id="rId1" Type="${relNs}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

function workbookRels(sheets: number): string {
  let rels = ''
  for (let i = 1; i <= sheets; i++) {
    rels += `<Relationship Id="rId${i}" Type="${relNs}/worksheet" Target="worksheets/sheet${i}.xml"/>`
  }
  return `${xmlHead}<Relationships xmlns="${packageRelNs}">${rels}<Relationship Id="rId${sheets + 1}" Type="${relNs}/styles" Target="styles.xml"/></Relationships>`
}

function attribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;')
}

/** Sheet names as Excel allows them: no []:*?/\, at most 31 characters, none twice. */
export function sheetNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>()
  return wanted.map((name) => {
    const clean =
      name
        .replace(/[[\]:*?/\\\p{Cc}]/gu, '_')
        .replace(/^'|'$/g, '_')
        .trim() || '表'
    let unique = clean.slice(0, 31)
    for (let n = 2; taken.has(unique.toLowerCase()); n++) {
      unique = `${clean.slice(0, 31 - String(n).length - 2)}(${n})`
    }
    taken.add(unique.toLowerCase())
    return unique
  })
}

function workbookXml(sheets: readonly SheetPart[]): string {
  const names = sheetNames(sheets.map((s) => s.name))
  const list = names.map((n, i) => `<sheet name="${attribute(n)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
  const titles = sheets.flatMap((s, i) => {
    if (!s.printTitleRow) return []
    const sheet = `'${(names[i] ?? '').replaceAll("'", "''")}'`
    return `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${escapeXml(sheet)}!$${s.printTitleRow}:$${s.printTitleRow}</definedName>`
  })
  const defined = titles.length > 0 ? `<definedNames>${titles.join('')}</definedNames>` : ''
  return `${xmlHead}<workbook xmlns="${mainNs}" xmlns:r="${relNs}"><sheets>${list.join('')}</sheets>${defined}</workbook>`
}

interface Look {
  font?: number
  border?: number
  format?: number
  align?: string
}

function xf(look: Look, quoted: boolean): string {
  const { font = 0, border = 0, format = 0, align } = look
  const quote = quoted ? ' quotePrefix="1"' : ''
  const open = `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="${border}" xfId="0"${quote}`
  const applies = ' applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1"'
  return align ? `${open}${applies}><alignment ${align}/></xf>` : `${open}${applies}/>`
}

/** In the order of `cellStyles`: the text looks in pairs (plain, quotePrefix), then the number looks. */
function cellFormats(): string {
  const asText = 49
  const texts: Look[] = [
    {},
    { format: asText, align: 'vertical="center"' },
    { format: asText, font: 1, border: 1, align: 'horizontal="center" vertical="center" wrapText="1"' },
    { format: asText, font: 2, align: 'horizontal="center" vertical="center"' },
    { format: asText, align: 'horizontal="left" vertical="center" wrapText="1"' },
  ]
  const numbers: Look[] = [1, 4, 10, 164, 165].map((format) => ({ format, align: 'vertical="center"' }))
  const pairs = texts.flatMap((look) => [xf(look, false), xf(look, true)])
  const all = [...pairs, ...numbers.map((look) => xf(look, false))]
  return `<cellXfs count="${all.length}">${all.join('')}</cellXfs>`
}

function stylesXml(): string {
  const face = '<name val="宋体"/><charset val="134"/>'
  const fonts = `<fonts count="3"><font><sz val="11"/>${face}</font><font><b/><sz val="11"/>${face}</font><font><b/><sz val="16"/>${face}</font></fonts>`
  const edge = (side: string) => `<${side} style="thin"><color auto="1"/></${side}>`
  const bare = '<border><left/><right/><top/><bottom/><diagonal/></border>'
  const boxed = `<border>${['left', 'right', 'top', 'bottom'].map(edge).join('')}<diagonal/></border>`
  const formats =
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
  const fills =
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
  return `${xmlHead}<styleSheet xmlns="${mainNs}">${formats}${fonts}${fills}<borders count="2">${bare}${boxed}</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>${cellFormats()}<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}

const chunkLength = 32 * 1024

/** Joins small pieces into chunks, so that the zip is not fed cell by cell. */
async function* inChunks(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
  let text = ''
  for await (const piece of pieces) {
    text += piece
    if (text.length >= chunkLength) {
      yield Buffer.from(text)
      text = ''
    }
  }
  if (text) yield Buffer.from(text)
}

/** Zip times carry no zone: built from local parts, they are the same bytes everywhere. */
const entryOptions = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true }

/**
 * Writes a workbook into `out` and ends it. Sheets are asked for one after another, at the pace of `out`;
 * when a sheet fails or the reader goes away, `out` is destroyed and the rows' iterator is closed.
 */
export async function writePackage(sheets: readonly SheetPart[], out: NodeJS.WritableStream): Promise<void> {
  const zip = new ZipFile()
  const body = zip.outputStream as Readable
  zip.on('error', (error: Error) => body.destroy(error))
  let current: Readable | undefined
  const parts: [string, string][] = [
    ['[Content_Types].xml', contentTypes(sheets.length)],
    ['_rels/.rels', rootRels],
    ['xl/workbook.xml', workbookXml(sheets)],
    ['xl/_rels/workbook.xml.rels', workbookRels(sheets.length)],
    ['xl/styles.xml', stylesXml()],
  ]
  for (const [path, xml] of parts) zip.addBuffer(Buffer.from(xml), path, entryOptions)
  for (const [i, sheet] of sheets.entries()) {
    zip.addReadStreamLazy(`xl/worksheets/sheet${i + 1}.xml`, entryOptions, (done) => {
      if (body.destroyed) return
      current = Readable.from(inChunks(sheet.xml()), { highWaterMark: 2 })
      current.on('error', (error) => body.destroy(error))
      done(null, current)
    })
  }
  zip.end()
  try {
    await pipeline(body, out)
  } finally {
    current?.destroy()
  }
}
