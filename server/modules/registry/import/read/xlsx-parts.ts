import { xmlText } from './decode.ts'
import { isDateFormat } from './number-format.ts'
import { FileRefused, type ReadLimits } from './sheet.ts'
import { type XmlHandler, XmlReader, type XmlTag } from './xml.ts'
import type { Archive } from './zip.ts'

/** Parts that describe the workbook are small; this only stops one that is not. */
const SMALL_PART = 32 * 1024 * 1024

export interface Relation {
  id: string
  /** Last segment of the type: the rest differs between transitional and strict OOXML. */
  type: string
  target: string
  external: boolean
}

export interface BookSheet {
  name: string
  hidden: boolean
  relation: string
}

export interface BookContents {
  date1904: boolean
  sheets: BookSheet[]
}

async function readPart(
  archive: Archive,
  part: string,
  limits: ReadLimits,
  open: (name: string, tag: XmlTag, parents: readonly string[]) => void,
): Promise<void> {
  const parents: string[] = []
  const handler: XmlHandler = {
    wantText: false,
    open(_key, tag) {
      const name = tag.name
      open(name, tag, parents)
      parents.push(name)
      if (parents.length > 100) throw new FileRefused('corrupt', part)
    },
    close() {
      parents.pop()
    },
    text() {},
  }
  const reader = new XmlReader(handler, limits.lineLength)
  for await (const text of xmlText(archive.bytes(part, SMALL_PART), part)) reader.feed(text)
  reader.end()
}

/** Resolves a relationship target against the part it stands in; absolute, relative and ../ targets all occur. */
export function resolveTarget(part: string, target: string): string {
  const path = decodeTarget(target).replaceAll('\\', '/')
  const segments = path.startsWith('/') ? [] : part.split('/').slice(0, -1)
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) throw new FileRefused('bad_entry')
  }
  return segments.join('/')
}

function decodeTarget(target: string): string {
  try {
    return decodeURIComponent(target)
  } catch {
    return target
  }
}

/** The relationships of a part ('' for the whole package); none if it has no such list. */
export async function readRelations(archive: Archive, part: string, limits: ReadLimits): Promise<Relation[]> {
  const slash = part.lastIndexOf('/') + 1
  const list = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`
  const relations: Relation[] = []
  if (!archive.has(list)) return relations
  await readPart(archive, list, limits, (name, tag) => {
    if (name !== 'Relationship') return
    const external = tag.get('TargetMode') === 'External'
    const target = tag.get('Target') ?? ''
    const type = tag.get('Type') ?? ''
    relations.push({
      id: tag.get('Id') ?? '',
      type: type.slice(type.lastIndexOf('/') + 1),
      target: external ? target : resolveTarget(part, target),
      external,
    })
  })
  return relations
}

/** Refuses by content type what the names of the parts did not show. */
export async function checkContentTypes(archive: Archive, limits: ReadLimits): Promise<void> {
  if (!archive.has('[Content_Types].xml')) return
  await readPart(archive, '[Content_Types].xml', limits, (name, tag) => {
    if (name !== 'Override' && name !== 'Default') return
    // Word and others list xlsx-like types as mere defaults by extension; only a part that exists counts.
    const part = (tag.get('PartName') ?? '').replace(/^\//, '')
    if (name === 'Override' && !archive.has(part)) return
    const type = (tag.get('ContentType') ?? '').toLowerCase()
    if (name === 'Default' && !usesExtension(archive, tag.get('Extension') ?? '')) return
    if (/macroenabled|vbaproject|macrosheet/.test(type)) throw new FileRefused('macro')
    if (type.includes('externallink+xml')) throw new FileRefused('external_link')
    if (type.includes('oleobject')) throw new FileRefused('embedded_object')
  })
}

function usesExtension(archive: Archive, extension: string): boolean {
  const ending = `.${extension.toLowerCase()}`
  for (const name of archive.names()) if (name.endsWith(ending)) return true
  return false
}

/** workbook.xml: the sheets in the order of their tabs. */
export async function readContents(
  archive: Archive,
  part: string,
  limits: ReadLimits,
): Promise<BookContents> {
  const book: BookContents = { date1904: false, sheets: [] }
  await readPart(archive, part, limits, (name, tag, parents) => {
    if (name === 'workbookPr') book.date1904 = tag.isTrue('date1904')
    if (name !== 'sheet' || parents.at(-1) !== 'sheets') return
    const state = tag.get('state')
    book.sheets.push({
      name: tag.get('name') ?? '',
      hidden: state === 'hidden' || state === 'veryHidden',
      relation: tag.getPrefixed('id') ?? '',
    })
  })
  return book
}

/** styles.xml: for every cell style whether its numbers are days. */
export async function readDateStyles(archive: Archive, part: string, limits: ReadLimits): Promise<boolean[]> {
  const codes = new Map<number, string>()
  const styles: number[] = []
  await readPart(archive, part, limits, (name, tag, parents) => {
    if (name === 'numFmt' && parents.at(-1) === 'numFmts') {
      codes.set(Number(tag.get('numFmtId')), tag.get('formatCode') ?? '')
    }
    if (name === 'xf' && parents.at(-1) === 'cellXfs') styles.push(Number(tag.get('numFmtId') ?? 0))
  })
  const known = new Map<number, boolean>()
  return styles.map((id) => {
    const isDate = known.get(id) ?? isDateFormat(id, codes.get(id))
    known.set(id, isDate)
    return isDate
  })
}
