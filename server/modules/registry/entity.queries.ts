import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import {
  entityKinds,
  importKindKeys,
  importKinds,
  placedBy,
  registrationStatuses,
  sizeClasses,
} from '#contract/registry/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { describeFact } from './fact.view.ts'
import { type FirmKind, isNatural, maskPersonal } from './mask.ts'

const Detail = z.object({
  id: z.string(),
  uscc: z.string().nullable(),
  regNo: z.string().nullable(),
  name: z.string(),
  kind: z.enum(keysOf(entityKinds)),
  registrationStatus: z.enum(keysOf(registrationStatuses)),
  foundedOn: z.string().nullable(),
  division: z.string(),
  place: z.string(),
  placedBy: z.enum(keysOf(placedBy)),
  placedFrom: z
    .object({
      fragment: z.string(),
      confidenceBp: z.int(),
      firms: z.int(),
      seen: z.int(),
      decided: z.boolean(),
    })
    .nullable(),
  industry: z.string().nullable(),
  withdrawn: z.boolean(),
  sizeClass: z.enum(keysOf(sizeClasses)).nullable(),
  legalRep: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  scope: z.string().nullable(),
  typeText: z.string().nullable(),
  capitalFen: z.string().nullable(),
  capitalCurrency: z.string().nullable(),
})

/** The road a learned or decided place rests on; none for other sources and for firms decided one by one. */
const placedFrom = sql`(select jsonb_build_object('fragment', p.fragment, 'confidenceBp', p.confidence_bp, 'firms', p.firms, 'seen', p.seen, 'decided', p.decision_id is not null)
  from placement p where p.entity_id = e.id and p.fragment is not null and e.placed_by in ('learned', 'manual'))`

/** One firm with its masked details, or the same 404 for absent and foreign. */
export async function getEntityDetail(ctx: Ctx, entityId: string) {
  const [found] = await rows(
    ctx.trx,
    sql`select e.id, e.uscc, e.reg_no, e.name, e.kind, e.registration_status, e.founded_on, e.status = 'withdrawn' as withdrawn, e.division, place_name(e.division) as place, e.placed_by, ${placedFrom} as placed_from,
        industry_of(e.id) as industry, null::text as size_class, d.legal_rep, d.phone, d.address, d.scope, d.type_text, d.capital_fen, d.capital_currency
      from entity e left join fact_registration d on d.fact_id = e.registration_fact where e.id = ${entityId} and e.status in ('live', 'withdrawn')`,
    Detail,
  )
  if (!found) throw notFound()
  return found
}

/** What everyone sees of a firm. */
export function maskEntity(e: z.output<typeof Detail>) {
  return {
    ...e,
    ...maskPersonal(e.kind, e),
    // The road is a part of the address.
    placedFrom: isNatural(e.kind) && e.placedFrom ? { ...e.placedFrom, fragment: '所在道路' } : e.placedFrom,
  }
}

const FactRow = z.object({
  factId: z.string(),
  kind: z.enum(importKindKeys),
  values: z.record(z.string(), z.unknown()),
  fileName: z.string(),
  sheet: z.string(),
  rowNo: z.int(),
  asOf: z.string(),
  current: z.boolean(),
})

const kinds = ['registration', 'tax', 'social', 'census', 'mark', 'loan', 'label'] as const

/** Every fact of a firm with file, sheet, row and date; those that hold now first. */
export async function listFacts(ctx: Ctx, entityId: string) {
  // A mark that was repaired, or whose publicity is over, is not shown any more (信用修复管理办法).
  const held = sql`and f.until is null and f.fact_id in (select o.fact_id from open_mark(${ctx.today}::date) o where o.entity_id = ${entityId})`
  const union = sql.join(
    kinds.map(
      (
        k,
      ) => sql`select f.fact_id, ${k} as kind, to_jsonb(f) as values, f.batch_id, f.sheet as sheet_no, f.row_no, f.until is null as current
        from ${sql.table(`fact_${k}`)} f where f.entity_id = ${entityId} ${k === 'mark' ? held : sql``}`,
    ),
    sql` union all `,
  )
  // Facts are shown to whom the firm is; the files they came from are hidden from counties, their names are not.
  const visible = await ctx.trx
    .selectFrom('entity')
    .select('kind')
    .where('id', '=', entityId)
    .executeTakeFirst()
  if (!visible) return []
  const statement = sql`select f.fact_id, f.kind, f.values, coalesce(b.file_name, '') as file_name, coalesce(s.name, '') as sheet, f.row_no, b.as_of, f.current
      from (${union}) f join import_batch b on b.id = f.batch_id left join import_sheet s on s.batch_id = f.batch_id and s.sheet = f.sheet_no
      order by f.current desc, f.kind, f.fact_id desc limit 200`
  const found = await asSystem(ctx, (trx) => rows(trx, statement, FactRow))
  return found.map((f) => ({
    id: f.factId,
    kind: f.kind,
    kindLabel: importKinds[f.kind],
    values: describeFact(f.kind, f.values, visible.kind as FirmKind),
    fileName: f.fileName,
    sheet: f.sheet,
    rowNo: f.rowNo,
    asOf: f.asOf,
    current: f.current,
  }))
}
