import { dateConverter } from './serial-date.ts'
import { FileRefused, type ReadLimits, type Sheet, type SheetRow } from './sheet.ts'
import {
  type BookSheet,
  checkContentTypes,
  type Relation,
  readContents,
  readDateStyles,
  readRelations,
} from './xlsx-parts.ts'
import { type OutputMeter, readRows } from './xlsx-sheet.ts'
import { readStrings, SharedStrings } from './xlsx-strings.ts'
import { Archive } from './zip.ts'

/** Text handed out may exceed text unpacked, since strings are shared, but not without end. */
const OUTPUT_FACTOR = 4

interface Book {
  sheets: { sheet: BookSheet; part: string }[]
  date1904: boolean
  dateStyles: boolean[]
  stringsPart: string | undefined
}

/** The workbook part, or a refusal of zips that are something else: Word, OpenDocument, xlsb, plain archives. */
async function findWorkbook(archive: Archive, limits: ReadLimits): Promise<string> {
  const root = await readRelations(archive, '', limits)
  const main = root.find((r) => r.type === 'officeDocument' && !r.external)?.target ?? 'xl/workbook.xml'
  const isSheet = archive.has(main) && main.toLowerCase().endsWith('.xml')
  if (!isSheet || /^(word|ppt|visio)\//i.test(main)) throw new FileRefused('not_a_table')
  await checkContentTypes(archive, limits)
  return main
}

/** Sheets in tab order. Charts have no rows; macro sheets are refused; one part shown as two sheets is a trick. */
function listSheets(archive: Archive, sheets: BookSheet[], relations: Relation[]): Book['sheets'] {
  const byId = new Map(relations.map((r) => [r.id, r]))
  const parts = new Set<string>()
  const found: Book['sheets'] = []
  for (const sheet of sheets) {
    const relation = byId.get(sheet.relation)
    if (!relation || relation.external) throw new FileRefused('corrupt', sheet.name)
    if (/macrosheet$/i.test(relation.type)) throw new FileRefused('macro')
    if (relation.type !== 'worksheet') continue
    const key = relation.target.toLowerCase()
    if (parts.has(key)) throw new FileRefused('bad_entry', sheet.name)
    if (!archive.has(key)) throw new FileRefused('corrupt', sheet.name)
    parts.add(key)
    found.push({ sheet, part: relation.target })
  }
  return found
}

async function readBook(archive: Archive, limits: ReadLimits): Promise<Book> {
  const main = await findWorkbook(archive, limits)
  const relations = await readRelations(archive, main, limits)
  for (const { type } of relations) {
    if (type === 'externalLink') throw new FileRefused('external_link')
    if (type === 'vbaProject') throw new FileRefused('macro')
  }
  const contents = await readContents(archive, main, limits)
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const partOf = (type: string, usual: string) => {
    const target = relations.find((r) => r.type === type && !r.external)?.target ?? folder + usual
    return archive.has(target) ? target : undefined
  }
  const styles = partOf('styles', 'styles.xml')
  const lost = relations.find((r) => r.type === 'styles' && !archive.has(r.target))
  // Without its styles the dates of a workbook would silently be numbers.
  if (lost) throw new FileRefused('corrupt', lost.target)
  return {
    sheets: listSheets(archive, contents.sheets, relations),
    date1904: contents.date1904,
    dateStyles: styles === undefined ? [] : await readDateStyles(archive, styles, limits),
    stringsPart: partOf('sharedStrings', 'sharedStrings.xml'),
  }
}

/** Reads an xlsx workbook sheet by sheet; the file is closed when the generator ends or is left. */
export async function* openXlsx(path: string, limits: ReadLimits): AsyncGenerator<Sheet> {
  const archive = await Archive.open(path, limits)
  try {
    const book = await readBook(archive, limits)
    if (book.sheets.length === 0) throw new FileRefused('empty')
    const toDate = dateConverter(book.date1904)
    const meter: OutputMeter = { chars: 0, max: limits.inflatedBytes * OUTPUT_FACTOR }
    let strings: Promise<SharedStrings> | null = null
    const rows = async function* (part: string): AsyncGenerator<SheetRow[]> {
      // Read once, and only if rows are asked for: the names of the sheets come without them.
      strings ??= book.stringsPart
        ? readStrings(archive, book.stringsPart, limits)
        : Promise.resolve(new SharedStrings())
      const context = { strings: await strings, dateStyles: book.dateStyles, toDate }
      yield* readRows(archive, part, context, limits, meter)
    }
    for (const { sheet, part } of book.sheets)
      yield { name: sheet.name, hidden: sheet.hidden, rows: rows(part), share: () => archive.share() }
  } finally {
    archive.close()
  }
}
