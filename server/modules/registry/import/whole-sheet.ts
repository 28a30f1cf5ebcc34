import type { SlotOf } from './columns.ts'
import { type Header, yearByNotes } from './detect.ts'
import type { RowContext } from './row.ts'

/** The year of all rows: of labels the one noted above them, of taxes also that of the column, for a firm whose amount is not said. */
export function yearOfRows(header: Header, slotOf: SlotOf): { slot: number; text: string } | null {
  const { kind } = header.source
  const tax = kind === 'tax' ? header.columns.find((c) => c.field?.key === 'tax') : undefined
  const year = tax?.year ?? yearByNotes(header)
  if (year === null || (kind !== 'label' && kind !== 'tax')) return null
  return { slot: slotOf(kind === 'tax' ? 'tax_year' : 'year'), text: String(year) }
}

/** The county all rows are of, where the sheet, the notes above its header or the file names it. */
export function groundOf(
  { noted, source }: Header,
  { sheetName, fileName, gazetteer }: RowContext,
): string | null {
  if (source.kind !== 'registration') return null
  return gazetteer.countyNamed(sheetName) ?? gazetteer.countyNamed(noted) ?? gazetteer.countyNamed(fileName)
}
