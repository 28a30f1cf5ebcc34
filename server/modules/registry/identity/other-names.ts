import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import { type ImportKind, issueCodes } from '#contract/registry/words.ts'
import type { Tx } from '#kernel/database.ts'
import { rows, run } from '#kernel/rows.ts'
import { isFactKind } from '../import/facts.ts'
import { NameReader } from './name-parts.ts'
import { placeNames } from './parts.sql.ts'

/** Rows told in one statement. */
const chunk = 5_000

const Differing = z.object({
  sheet: z.int(),
  rowNo: z.int(),
  given: z.string(),
  givenKey: z.string(),
  name: z.string(),
  nameKey: z.string(),
})
type Differing = z.infer<typeof Differing>

/**
 * Tells of rows whose code is a known company's and whose name is wholly another's: a code from the line above, or a company
 * renamed. The code decides, the row is taken; somebody should look. Sole traders go by their own name as often as by their
 * shop's. Volume: the rows that would change something, once against `entity`; nearly none differ.
 */
export async function noteOtherNames(trx: Tx, kind: ImportKind, batchId: string): Promise<void> {
  if (!isFactKind(kind)) return
  const differing = await rows(
    trx,
    sql`select m.sheet, m.row_no, s.name as given, s.name_key as given_key, e.name, e.name_key from import_match m
      join ${sql.table(`stage_${kind}`)} s on s.batch_id = ${batchId} and s.sheet = m.sheet and s.row_no = m.row_no
      join entity e on e.id = m.entity_id and e.uscc = s.uscc
      where m.batch_id = ${batchId} and m.outcome in ('fresh', 'changed', 'spare') and s.name_key <> e.name_key and e.kind in ('enterprise', 'cooperative')
        and not exists (select from fact_registration f where f.entity_id = e.id and name_key(f.name) = s.name_key)`,
    Differing,
  )
  if (differing.length === 0) return
  const reader = new NameReader(await placeNames(trx))
  const told = differing.filter((d) => isAnother(reader, d.givenKey, d.nameKey))
  const end = kind === 'registration' ? '按更名收；不是更名的，请核对代码' : '按代码收，请核对代码和名称'
  for (let i = 0; i < told.length; i += chunk)
    await run(
      trx,
      sql`insert into import_issue (batch_id, sheet, row_no, severity, code, field, cell, message)
        select ${batchId}, x.sheet, x.row_no, 'suspicious', 'name_differs', '名称', x.given, ${issueCodes.name_differs} || '：登记的是“' || x.name || '”，' || ${end}
        from ${values(told.slice(i, i + chunk))}`,
    )
}

const values = (told: readonly Differing[]): RawBuilder<unknown> =>
  sql`jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as y ("sheet" smallint, "rowNo" int, "given" text, "name" text)
    cross join lateral (select y."sheet", y."rowNo" as row_no, y."given", y."name") x`

/** Whether two names are of two firms: less than half of the characters of either brand stand in the other name. */
function isAnother(reader: NameReader, a: string, b: string): boolean {
  return sharedOf(reader.read(a).brand, b) < 0.5 && sharedOf(reader.read(b).brand, a) < 0.5
}

function sharedOf(brand: string, name: string): number {
  const characters = [...new Set(brand)]
  return characters.filter((c) => name.includes(c)).length / characters.length
}
