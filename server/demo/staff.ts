import { sql } from 'kysely'
import { type Role, sideOfRole } from '#contract/organisations/roles.ts'
import { type Actor, scopeOfPost, systemActor } from '#kernel/actor.ts'
import { type Ctx, inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { hashPassword } from '#kernel/password.ts'
import { ensurePlatform } from '../modules/organisations/account.commands.ts'

/** The password of every demonstration account; printed at start, never present outside the demonstration. */
export const demoPassword = 'Diguan-2026-demo'

export interface DemoLogin {
  login: string
  role: Role
  person: string
  org: string
  page: '/console/' | '/field/' | '/portal/'
}

interface Post {
  login: string
  role: Role
  person: string
  /** Finds the organisation the post is in. */
  org: (ctx: Ctx) => Promise<string | null>
}

const orgOf =
  (kind: string, nth = 0, name?: string) =>
  async (ctx: Ctx) => {
    const { rows } = await sql<{ id: string }>`
    select id from org where kind = ${kind} and (${name ?? null}::text is null or name like ${`%${name ?? ''}`}) order by division, id offset ${nth} limit 1`.execute(
      ctx.trx,
    )
    return rows[0]?.id ?? null
  }

/** The branches in the first county with the most in hand, then the largest, each of another bank. */
const branchOf = (nth: number) => async (ctx: Ctx) => {
  const { rows } = await sql<{ id: string }>`
    with branch as (
      select o.id, o.bank_id, coalesce(c.visits_per_year, 0) as visits,
        (select count(*) from bank_case b where b.branch_id = o.id and b.status in ('pushed', 'accepted', 'contacted', 'docsComplete', 'underApproval')) as open
      from org o left join branch_capacity c on c.org_id = o.id
      where o.kind = 'bank_branch' and o.division / 1000000 = (select code / 1000000 from division where level = 'county' order by code limit 1)
    ), best as (select distinct on (bank_id) * from branch order by bank_id, open desc, visits desc, id)
    select id::text from best order by open desc, visits desc, bank_id offset ${nth} limit 1`.execute(ctx.trx)
  return rows[0]?.id ?? null
}
const bankOf = (nth: number) => async (ctx: Ctx) => {
  const branch = await branchOf(nth)(ctx)
  if (branch === null) return null
  const row = await ctx.trx
    .selectFrom('org')
    .select('bankId')
    .where('id', '=', branch)
    .executeTakeFirstOrThrow()
  return row.bankId
}

/** The people of the demonstration: one of every post, and a second one where two persons must act. */
const posts: readonly Post[] = [
  { login: 'shengban', role: 'province_office', person: '盛望', org: orgOf('province_office') },
  { login: 'shiban1', role: 'city_office', person: '石筹', org: orgOf('city_office') },
  { login: 'shiban2', role: 'city_office', person: '史复', org: orgOf('city_office') },
  { login: 'xianban', role: 'county_coordinator', person: '田协调', org: orgOf('county_office') },
  { login: 'shenhe1', role: 'county_reviewer', person: '沈审', org: orgOf('county_office') },
  { login: 'shenhe2', role: 'county_reviewer', person: '申复', org: orgOf('county_office') },
  { login: 'zoufang', role: 'county_visitor', person: '邹访', org: orgOf('county_office') },
  { login: 'zhenjie', role: 'town_officer', person: '甄联络', org: orgOf('town_office') },
  { login: 'wangge', role: 'grid_worker', person: '王格', org: orgOf('town_office') },
  { login: 'bank1', role: 'bank_head', person: '殷行长', org: bankOf(0) },
  { login: 'zhihang1', role: 'bank_branch', person: '支行首', org: branchOf(0) },
  { login: 'jingli1', role: 'bank_manager', person: '金经理', org: branchOf(0) },
  { login: 'zhihang2', role: 'bank_branch', person: '智行备', org: branchOf(1) },
  { login: 'jingli2', role: 'bank_manager', person: '荆经理', org: branchOf(1) },
  { login: 'bumen', role: 'department_clerk', person: '卜经办', org: orgOf('department', 0, '税务局') },
  { login: 'jianguan', role: 'regulator', person: '简监', org: orgOf('regulator') },
  { login: 'xitong', role: 'system_admin', person: '习系统', org: (ctx) => ensurePlatform(ctx) },
  { login: 'anquan', role: 'security_admin', person: '安全', org: (ctx) => ensurePlatform(ctx) },
  { login: 'shenji', role: 'audit_admin', person: '沈计', org: (ctx) => ensurePlatform(ctx) },
]

/**
 * Makes the accounts of the demonstration, all or those of one side; an enterprise account is added for a firm where one
 * is named.
 */
export async function makeStaff(
  deps: Deps,
  options: { side?: 'bank' | 'others'; firm?: { entityId: string; name: string; person: string } } = {},
): Promise<DemoLogin[]> {
  const { side, firm } = options
  const wanted = posts.filter((p) => !side || (sideOfRole[p.role] === 'bank') === (side === 'bank'))
  // One password for all, printed at the start: stretching it once is enough.
  const passwordHash = await hashPassword(demoPassword)
  return inContext(deps, systemActor, async (ctx) => {
    const made: DemoLogin[] = []
    for (const post of wanted) {
      const orgId = await post.org(ctx)
      if (orgId === null) continue
      const org = await addPost(ctx, { ...post, orgId, passwordHash })
      made.push({ login: post.login, role: post.role, person: post.person, org, page: pageOf(post.role) })
    }
    if (firm) {
      const orgId = await firmOrg(ctx, firm)
      const org = await addPost(ctx, {
        login: 'qiye',
        role: 'enterprise',
        person: firm.person,
        orgId,
        passwordHash,
      })
      made.push({ login: 'qiye', role: 'enterprise', person: firm.person, org, page: '/portal/' })
    }
    return made
  })
}

function pageOf(role: Role): DemoLogin['page'] {
  return role === 'grid_worker' || role === 'county_visitor' ? '/field/' : '/console/'
}

async function firmOrg(ctx: Ctx, firm: { entityId: string; name: string }): Promise<string> {
  const row = await ctx.trx
    .insertInto('org')
    .values({ kind: 'firm', name: firm.name, entityId: firm.entityId, createdAt: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** A person with one active post, requested by the operator and approved by the system account. */
export async function addPost(
  ctx: Ctx,
  p: { login: string; role: Role; person: string; orgId: string; passwordHash: string },
): Promise<string> {
  const { trx } = ctx
  const person = await trx
    .insertInto('person')
    .values({ name: p.person, createdAt: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  const account = await trx
    .insertInto('account')
    .values({ personId: person.id, login: p.login, passwordHash: p.passwordHash, createdAt: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('roleGrant')
    .values({
      accountId: account.id,
      personId: person.id,
      role: p.role,
      orgId: p.orgId,
      state: 'active',
      requestedBy: '2',
      decidedBy: '1',
      fromAt: ctx.now,
    })
    .execute()
  const org = await trx.selectFrom('org').select('name').where('id', '=', p.orgId).executeTakeFirstOrThrow()
  return org.name
}

/** An account as an actor, with the scope of its first active post; for work done in the account's name. */
export async function actorOf(deps: Deps, login: string): Promise<Actor> {
  const { rows } = await sql<{
    accountId: string
    personId: string
    personName: string
    grantId: string
    role: Role
    orgId: string
    orgName: string
    division: string | null
    bankId: string | null
    entityId: string | null
    kind: string
    rootDivision: string | null
    orgIds: string[]
  }>`
    select a.id as account_id, p.id as person_id, p.name as person_name, g.id as grant_id, g.role, o.id as org_id, o.name as org_name, o.division, o.bank_id, o.entity_id, o.kind,
      (select min(division) from org where kind = 'city_office') as root_division,
      array(with recursive below as (select o.id union all select c.id from org c join below b on c.parent_id = b.id) select id from below) as org_ids
    from account a join person p on p.id = a.person_id join role_grant g on g.account_id = a.id and g.state = 'active' join org o on o.id = g.org_id where a.login = ${login} order by g.id limit 1`.execute(
    deps.system,
  )
  const row = rows[0]
  if (!row) throw new Error(`没有账号 ${login}`)
  return {
    ...row,
    login,
    sessionId: null,
    scope: scopeOfPost({ ...row, bankId: row.bankId ?? row.orgId }),
    internal: false,
    passwordDue: false,
  }
}
