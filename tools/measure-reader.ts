/**
 * How fast the spreadsheet readers are, and in how much memory. Usage:
 *   npx tsx tools/measure-reader.ts FILE...            reads files
 *   npx tsx tools/measure-reader.ts --make FOLDER      writes the large files to read
 */
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import { openWorkbook } from '#modules/registry/import/read/open.ts'
import { defaultLimits } from '#modules/registry/import/read/sheet.ts'

const ROWS = 520_000
const COLUMNS = 14
const CSV_COLUMNS = 25
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const doc = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

function value(row: number, column: number): string {
  if (column === 0) return `温州市鹿城区第${row}号某某某贸易有限公司`
  if (column === 1) return `9133030${String(row * 7919).padStart(10, '0')}X`
  return column % 3 === 0
    ? `浙江省温州市鹿城区五马街道${(row * column) % 5000}号`
    : `存续${(row + column) % 97}`
}

function letters(column: number): string {
  return String.fromCharCode(65 + column)
}

function* sheetXml(shared: boolean): Generator<string> {
  yield `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>`
  let text = ''
  for (let r = 0; r < ROWS; r++) {
    text += `<row r="${r + 1}">`
    for (let c = 0; c < COLUMNS; c++) {
      const ref = `${letters(c)}${r + 1}`
      if (c === 13) text += `<c r="${ref}"><v>${(r * 31) % 90001}.5</v></c>`
      else if (shared) text += `<c r="${ref}" t="s"><v>${c < 3 ? r * 3 + c : (r * c) % 5000}</v></c>`
      else text += `<c r="${ref}" t="inlineStr"><is><t>${value(r, c)}</t></is></c>`
    }
    text += '</row>'
    if (r % 500 === 499) {
      yield text
      text = ''
    }
  }
  yield `${text}</sheetData></worksheet>`
}

function* stringsXml(): Generator<string> {
  yield `<?xml version="1.0"?><sst xmlns="${main}">`
  let text = ''
  for (let i = 0; i < ROWS * 3; i++) {
    text += `<si><t>${value(Math.floor(i / 3), i % 3)}${i % 3 === 2 ? i : ''}</t></si>`
    if (i % 2_000 === 0) {
      yield text
      text = ''
    }
  }
  yield `${text}</sst>`
}

async function makeXlsx(path: string, shared: boolean): Promise<void> {
  const zip = new yazl.ZipFile()
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name)
  add(
    '_rels/.rels',
    `<Relationships><Relationship Id="a" Type="${doc}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  )
  add(
    'xl/workbook.xml',
    `<workbook xmlns:r="${doc}"><sheets><sheet name="名录" sheetId="1" r:id="a"/></sheets></workbook>`,
  )
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships><Relationship Id="a" Type="${doc}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  )
  const stream = (parts: Generator<string>) => Readable.from(parts).pipe(new PassThrough())
  zip.addReadStream(stream(sheetXml(shared)), 'xl/worksheets/sheet1.xml')
  if (shared) zip.addReadStream(stream(stringsXml()), 'xl/sharedStrings.xml')
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

function* csvText(quoted: boolean): Generator<string> {
  let text = ''
  for (let r = 0; r < ROWS; r++) {
    for (let c = 0; c < CSV_COLUMNS; c++) {
      const cell = c % 5 === 0 && c > 0 ? `浙江省温州市鹿城区五马街道解放路${r}号，二层` : value(r, c)
      text += (c > 0 ? ',' : '') + (quoted && c % 3 === 0 ? `"${cell}, ""${c}"""` : cell)
    }
    text += '\r\n'
    if (r % 200 === 199) {
      yield text
      text = ''
    }
  }
  yield text
}

async function make(folder: string): Promise<void> {
  await makeXlsx(join(folder, 'shared.xlsx'), true)
  await makeXlsx(join(folder, 'inline.xlsx'), false)
  await pipeline(Readable.from(csvText(false)), createWriteStream(join(folder, 'plain.csv')))
  await pipeline(Readable.from(csvText(true)), createWriteStream(join(folder, 'quoted.csv')))
}

async function measure(path: string): Promise<void> {
  const limits = { ...defaultLimits, declaredBytes: 2 ** 31, inflatedBytes: 2 ** 31 }
  const cpu = process.cpuUsage()
  const started = performance.now()
  let rows = 0
  let cells = 0
  let rss = 0
  for await (const sheet of openWorkbook(path, limits)) {
    for await (const batch of sheet.rows) {
      rows += batch.length
      for (const row of batch) cells += row.cells.length
      rss = Math.max(rss, process.memoryUsage.rss())
    }
  }
  const wall = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const megabytes = (await stat(path)).size / 1e6
  const speed = `${megabytes.toFixed(1)} MB, ${wall.toFixed(2)} s wall, ${((user + system) / 1e6).toFixed(2)} s CPU`
  console.log(
    `${path}: ${rows} rows, ${cells} cells, ${speed}, ${(megabytes / wall).toFixed(0)} MB/s, peak RSS ${(rss / 1e6).toFixed(0)} MB`,
  )
}

const [first, ...rest] = process.argv.slice(2)
if (first === '--make' && rest[0]) await make(rest[0])
else for (const path of first ? [first, ...rest] : []) await measure(path)
