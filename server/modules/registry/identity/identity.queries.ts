import { sql } from 'kysely'
import * as z from 'zod'
import { keysOf } from '#contract/kernel/ids.ts'
import { identityActions } from '#contract/registry/identity.routes.ts'
import { type IdentityPart, identityHow, identityParts, identityStates } from '#contract/registry/identity.ts'
import { entityKinds, importKindKeys, importKinds, registrationStatuses } from '#contract/registry/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { withinDivision } from '#kernel/place.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { describeFact } from '../fact.view.ts'
import { type FirmKind, maskPersonal } from '../mask.ts'

const instant = z.date().transform((d) => d.toISOString())

const Row = z
  .object({
    id: z.string(),
    kind: z.enum(importKindKeys),
    name: z.string(),
    place: z.string(),
    score: z.int(),
    state: z.enum(keysOf(identityStates)),
    how: z.enum(keysOf(identityHow)).nullable(),
    linkedTo: z.string().nullable(),
    candidates: z.int(),
    openedAt: instant,
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
    version: z.int(),
    entityId: z.string().nullable(),
    factId: z.string(),
    personId: z.string().nullable(),
  })
  .transform((c) => ({ ...c, kindLabel: importKinds[c.kind] }))

export interface CaseFilter {
  state?: string
  kind?: string
  division?: string
  id?: string
}

const nameOfFact = sql.join(
  ['registration', 'tax', 'social', 'census', 'mark', 'loan', 'label'].map(
    (k) =>
      sql`when ${k}::text then (select f.name from ${sql.table(`fact_${k}`)} f where f.fact_id = c.fact_id)`,
  ),
  sql` `,
)

/** Cases of the actor's place, in the order in which they came; keyset-paged by identity_case_queue. */
export async function listCases(ctx: Ctx, filter: CaseFilter, paging: Paging) {
  const [after] = paging.after ?? [null]
  const seen = sql`select c.id from identity_case c where (${filter.id ?? null}::bigint is null or c.id = ${filter.id ?? null}::bigint)
      and (${filter.id ?? null}::bigint is not null or c.state = ${filter.state ?? 'open'})
      and (${filter.kind ?? null}::text is null or c.kind = ${filter.kind ?? null}) and ${withinDivision('c.division', filter.division)}
      and (${after}::bigint is null or c.id > ${after}::bigint) order by c.id limit ${paging.limit + 1}`
  const ids = (await rows(ctx.trx, seen, z.object({ id: z.string() }))).map((r) => r.id)
  // Rows that wait have no firm yet by which the database could tell whose they are; the case above says it.
  return asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select c.id, c.kind, coalesce(case c.kind ${nameOfFact} end, '') as name, place_name(c.division) as place, c.score, c.state, c.how, e.name as linked_to,
          (select count(*)::int from identity_candidate i where i.case_id = c.id) as candidates, c.opened_at, p.name as decided_by, c.decided_at, c.version, c.entity_id, c.fact_id,
          a.person_id
        from identity_case c left join entity e on e.id = c.entity_id left join account a on a.id = c.decided_by left join person p on p.id = a.person_id
        where c.id = any (${ids}::bigint[]) order by c.id`,
      Row,
    ),
  )
}

/** How many wait for a decision, and how many for a second person. */
export async function countCases(ctx: Ctx) {
  const [counts] = await rows(
    ctx.trx,
    sql`select count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'proposed')::int as proposed from identity_case where state in ('open', 'proposed')`,
    z.object({ open: z.int(), proposed: z.int() }),
  )
  return counts!
}

const Source = z.object({
  values: z.record(z.string(), z.unknown()),
  fileName: z.string(),
  sheet: z.string(),
  rowNo: z.int(),
  asOf: z.string(),
})

const Option = z.object({
  rank: z.int(),
  entityId: z.string(),
  score: z.int(),
  parts: z.record(z.string(), z.int()),
  uscc: z.string().nullable(),
  regNo: z.string().nullable(),
  name: z.string(),
  kind: z.enum(keysOf(entityKinds)),
  registrationStatus: z.enum(keysOf(registrationStatuses)),
  foundedOn: z.string().nullable(),
  place: z.string(),
  legalRep: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
})

/** One case side by side: the row as it was sent, masked, and its candidates with their points part by part. */
export async function getCaseView(ctx: Ctx, caseId: string) {
  const [found] = await listCases(ctx, { id: caseId }, { limit: 1, after: null })
  if (!found) throw notFound()
  const { factId, personId, ...row } = found
  return {
    ...row,
    row: await sourceOf(ctx, row.kind, factId),
    options: await optionsOf(ctx, caseId),
    actions: actionsOf(row, personId, ctx.actor.personId),
  }
}

async function sourceOf(ctx: Ctx, kind: (typeof importKindKeys)[number], factId: string) {
  const [source] = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select to_jsonb(f) as values, b.file_name, coalesce(s.name, '') as sheet, f.row_no, b.as_of from ${sql.table(`fact_${kind}`)} f
        join import_batch b on b.id = f.batch_id left join import_sheet s on s.batch_id = f.batch_id and s.sheet = f.sheet where f.fact_id = ${factId}`,
      Source,
    ),
  )
  const { values, ...where } = source!
  const text = (key: string) => (typeof values[key] === 'string' ? (values[key] as string) : null)
  const firm = kind === 'registration' ? (text('kind') as FirmKind) : null
  return {
    ...where,
    name: text('name') ?? '',
    uscc: text('uscc'),
    regNo: text('reg_no') ?? text('org_code'),
    ...maskPersonal(firm, {
      legalRep: text('legal_rep'),
      phone: text('phone'),
      address: text('address'),
    }),
    values: describeFact(kind, values, firm).filter(
      (v) => !['名称', '法定代表人', '联系电话'].includes(v.label),
    ),
  }
}

async function optionsOf(ctx: Ctx, caseId: string) {
  const found = await rows(
    ctx.trx,
    sql`select i.rank, i.entity_id, i.score, i.parts, e.uscc, e.reg_no, e.name, e.kind, e.registration_status, e.founded_on, place_name(e.division) as place,
        d.legal_rep, d.phone, d.address
      from identity_candidate i join entity e on e.id = i.entity_id left join fact_registration d on d.fact_id = e.registration_fact
      where i.case_id = ${caseId} order by i.rank`,
    Option,
  )
  return found.map(({ kind, registrationStatus, parts, ...o }) => ({
    ...o,
    ...maskPersonal(kind, o),
    kindLabel: entityKinds[kind],
    statusLabel: registrationStatuses[registrationStatus],
    parts: Object.entries(parts)
      .map(([part, points]) => ({ ...identityParts[part as IdentityPart], points }))
      .map(({ label, reason, points }) => ({ label, reason, points }))
      .sort((a, b) => b.points - a.points),
  }))
}

type Action = keyof typeof identityActions

/** What may be done with a case as it stands; who proposed a merger does not confirm it. */
function actionsOf(c: { state: keyof typeof identityStates }, maker: string | null, me: string) {
  const offered: Record<keyof typeof identityStates, Action[]> = {
    open: ['link', 'notSame', 'later'],
    later: ['link', 'notSame'],
    proposed: maker === me ? ['undo'] : ['merge', 'undo'],
    linked: ['undo'],
    notSame: ['undo'],
    settled: [],
  }
  return offered[c.state].map((action) => ({ action, label: identityActions[action] }))
}
