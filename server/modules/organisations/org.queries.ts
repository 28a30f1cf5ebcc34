import { sql } from 'kysely'
import * as z from 'zod'
import type { Role } from '#contract/organisations/roles.ts'
import { roles } from '#contract/organisations/roles.ts'
import type { GrantState } from '#contract/organisations/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Paging } from '#kernel/paging.ts'
import { rows } from '#kernel/rows.ts'

/** Divisions in force on a day one level below a code; without a code, the top of the actor's own place. */
export async function listDivisions(ctx: Ctx, parent: string | undefined, on = ctx.today) {
  const scope = ctx.actor.scope
  const base = ctx.trx
    .selectFrom('division')
    .select(['code', sql<string>`division_called(code, name, ${on}::date)`.as('name'), 'level', 'parent'])
    .orderBy('code')
    .where(sql<boolean>`coalesce(valid_from <= ${on}::date, true) and coalesce(valid_to > ${on}::date, true)`)
  const found =
    parent !== undefined
      ? await base.where('parent', '=', parent).execute()
      : await base.where('code', '=', scope.kind === 'place' ? scope.division : '0').execute()
  if (parent === undefined && found.length === 0) return base.where('parent', 'is', null).execute()
  return found
}

/** Banks and their branches that the actor may name: all for government, the own subtree for a bank. */
export async function listBanks(ctx: Ctx) {
  const scope = ctx.actor.scope
  return ctx.trx
    .selectFrom('org')
    .select(['id', 'kind', 'name', 'parentId', 'division'])
    .where('kind', 'in', ['bank', 'bank_branch'])
    .$if(scope.kind === 'bank', (q) => q.where('id', 'in', scope.kind === 'bank' ? scope.orgIds : ['0']))
    .orderBy(sql`coalesce(bank_id, id)`)
    .orderBy('id')
    .execute()
}

export async function listOrgs(ctx: Ctx, filter: { kind?: string; search?: string }, paging: Paging) {
  const [after] = paging.after ?? ['0']
  return ctx.trx
    .selectFrom('org')
    .select(['id', 'kind', 'name', 'parentId', 'division'])
    .where('id', '>', String(after))
    .$if(filter.kind !== undefined, (q) => q.where('kind', '=', filter.kind!))
    .$if(filter.search !== undefined, (q) => q.where('name', 'like', `%${likeText(filter.search!)}%`))
    .orderBy('id')
    .limit(paging.limit + 1)
    .execute()
}

/** Text for a LIKE pattern: the user's % and _ mean themselves. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (c) => `\\${c}`)
}

const AccountRow = z.object({
  id: z.string(),
  login: z.string(),
  personName: z.string(),
  status: z.enum(['active', 'disabled']),
  version: z.int(),
  grants: z.array(
    z.object({
      id: z.coerce.string(),
      role: z.string(),
      orgId: z.coerce.string(),
      orgName: z.string(),
      state: z.string(),
    }),
  ),
})

/** Accounts with their posts, newest first; only for the administrators. */
export async function listAccounts(
  ctx: Ctx,
  filter: { search?: string; grants?: 'requested'; accountId?: string },
  paging: Paging,
) {
  const [after] = paging.after ?? [null]
  const found = await rows(
    ctx.trx,
    sql`
      select a.id, a.login, p.name as person_name, a.status, a.version,
        coalesce((select json_agg(json_build_object('id', g.id::text, 'role', g.role, 'orgId', g.org_id::text, 'orgName', o.name, 'state', g.state) order by g.id)
          from role_grant g join org o on o.id = g.org_id where g.account_id = a.id), '[]') as grants
      from account a join person p on p.id = a.person_id
      where a.password_hash is not null
        and (${after}::bigint is null or a.id < ${after}::bigint)
        and (${filter.accountId ?? null}::bigint is null or a.id = ${filter.accountId ?? null}::bigint)
        and (${filter.grants ?? null}::text is null or exists (select 1 from role_grant w where w.account_id = a.id and w.state = ${filter.grants ?? null}))
        and (${filter.search ?? null}::text is null or a.login like ${`%${likeText(filter.search ?? '')}%`} or p.name like ${`%${likeText(filter.search ?? '')}%`})
      order by a.id desc limit ${paging.limit + 1}`,
    AccountRow,
  )
  return found.map((row) => ({ ...row, grants: row.grants.map(grantView) }))
}

function grantView(g: { id: string; role: string; orgId: string; orgName: string; state: string }) {
  return { ...g, role: g.role as Role, roleLabel: roles[g.role as Role], state: g.state as GrantState }
}

export async function getAccount(ctx: Ctx, accountId: string) {
  return asSystem(ctx, async () => (await listAccounts(ctx, { accountId }, { limit: 1, after: null }))[0]!)
}

export async function getGrant(ctx: Ctx, grantId: string) {
  return asSystem(ctx, async (trx) => {
    const g = await trx
      .selectFrom('roleGrant as g')
      .innerJoin('org as o', 'o.id', 'g.orgId')
      .select(['g.id', 'g.role', 'g.orgId', 'g.state', 'o.name as orgName'])
      .where('g.id', '=', grantId)
      .executeTakeFirstOrThrow()
    return grantView(g)
  })
}

const AuditRow = z.object({
  seq: z.string(),
  at: z.date().transform((d) => d.toISOString()),
  accountId: z.string().nullable(),
  login: z.string().nullable(),
  personName: z.string().nullable(),
  role: z.string().nullable(),
  orgName: z.string().nullable(),
  ip: z.string(),
  action: z.string(),
  object: z.string().nullable(),
  status: z.int(),
  outcome: z.enum(['done', 'denied', 'failed']),
  traceId: z.string(),
})

export interface AuditFilter {
  account?: string
  object?: string
  outcome?: string
  from?: string
  to?: string
}

/** The audit, newest first; only the auditor's database role can read it. */
export async function listAudit(ctx: Ctx, filter: AuditFilter, paging: Paging) {
  const [after] = paging.after ?? [null]
  return rows(
    ctx.trx,
    sql`
      select u.seq, u.at, u.account_id, a.login, p.name as person_name, u.role, o.name as org_name, u.ip, u.action, u.object, u.status, u.outcome, u.trace_id
      from audit u left join account a on a.id = u.account_id left join person p on p.id = u.person_id left join org o on o.id = u.org_id
      where (${after}::bigint is null or u.seq < ${after}::bigint)
        and (${filter.account ?? null}::bigint is null or u.account_id = ${filter.account ?? null}::bigint)
        and (${filter.object ?? null}::text is null or u.object = ${filter.object ?? null})
        and (${filter.outcome ?? null}::text is null or u.outcome = ${filter.outcome ?? null})
        and (${filter.from ?? null}::date is null or u.at >= (${filter.from ?? null}::date)::timestamp at time zone 'Asia/Shanghai')
        and (${filter.to ?? null}::date is null or u.at < (${filter.to ?? null}::date + 1)::timestamp at time zone 'Asia/Shanghai')
      order by u.seq desc limit ${paging.limit + 1}`,
    AuditRow,
  )
}
