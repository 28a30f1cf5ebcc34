import { CompiledQuery, sql } from 'kysely'
import type { Role } from '#contract/organisations/roles.ts'
import { isUscc } from '#contract/registry/codes.ts'
import { firstRules } from '#contract/screening/first-rules.ts'
import { bigramsOf, nameKey } from '#modules/registry/import/values/name.ts'
import { type Caller, type TestApp, testNow } from './app.ts'
import { next } from './serial.ts'

/**
 * A county of a test's own: places, offices, two banks with a branch each, firms, people. Rows are written by the
 * system role, in the form the real commands would leave them in; what moves afterwards moves over HTTP.
 */
export interface World {
  county: string
  towns: [string, string]
  communities: [string, string]
  cityOfficeId: string
  countyOfficeId: string
  banks: [TestBank, TestBank]
  /** A fresh person with a post in this county (or its city, its first bank, …), signed in. */
  staff(role: Role, orgId?: string): Promise<Caller>
  firm(over?: Partial<NewFirm>): Promise<TestFirm>
  /** A published list of these firms, assigned: first bank main, second backup. */
  list(firms: readonly TestFirm[]): Promise<TestTarget[]>
}

export interface TestBank {
  id: string
  branchId: string
  name: string
}
export interface NewFirm {
  name: string
  division: string
  uscc: string
  foundedOn: string
  phone: string
  legalRep: string
}
export interface TestFirm extends NewFirm {
  id: string
}
export interface TestTarget {
  id: string
  firm: TestFirm
}

/** Writes as the system role, each statement in a transaction of its own. */
function writer(test: TestApp) {
  return {
    query: <R extends object>(text: string, values: unknown[] = []) =>
      test.system(({ trx }) => trx.withoutPlugins().executeQuery<R>(CompiledQuery.raw(text, values))),
  }
}

/** When the lists of tests were published: before the visits of aVisit. */
const listedAt = new Date('2026-11-02T01:00:00Z')

/** A correct 统一社会信用代码 of an enterprise, different at each call. */
export function anUscc(): string {
  const body = `914408${String(next()).padStart(8, '0')}MA0`.slice(0, 17)
  return Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY', (c) => body + c).find(isUscc)!
}

export async function aWorld(test: TestApp): Promise<World> {
  const n = next()
  const root = '440800000000'
  const county = String(440_800_000_000n + BigInt((n % 98) + 1) * 1_000_000n)
  const town = (i: number) => String(BigInt(county) + BigInt(i) * 1000n)
  const towns: [string, string] = [town(1), town(2)]
  const communities: [string, string] = [String(BigInt(towns[0]) + 1n), String(BigInt(towns[1]) + 1n)]
  const db = writer(test)
  const one = async (text: string, values: unknown[]) =>
    (await db.query<{ id: string }>(text, values)).rows[0]!.id
  const org = (kind: string, name: string, division: string | null, bankId: string | null = null) =>
    one(
      `insert into org (kind, name, division, bank_id, parent_id, created_at) values ($1, $2, $3, $4, $4, $5)
       on conflict (kind, division) where kind in ('province_office', 'city_office', 'county_office', 'town_office', 'community') do update set name = excluded.name returning id`,
      [kind, name, division, bankId, testNow],
    )
  await db.query(
    `insert into division (code, name, level, parent) values ($1, '试验市', 'city', null), ($2, $3, 'county', $1), ($4, $5, 'town', $2), ($6, $7, 'town', $2),
      ($8, '东社区', 'community', $4), ($9, '西村', 'community', $6) on conflict do nothing`,
    [root, county, `试${n}区`, towns[0], `甲${n}街道`, towns[1], `乙${n}镇`, communities[0], communities[1]],
  )
  const cityOfficeId = await org('city_office', '试验市专班', root)
  const countyOfficeId = await org('county_office', `试${n}区专班`, county)
  const townOfficeId = await org('town_office', `甲${n}街道`, towns[0])
  const gridId = await org('community', '东社区', communities[0])
  const aBank = async (label: string): Promise<TestBank> => {
    const name = `${label}${n}银行`
    const id = await org('bank', name, null)
    await db.query('update org set bank_id = id where id = $1', [id])
    const branchId = await org('bank_branch', `${name}支行`, county, id)
    await db.query('insert into branch_capacity (org_id, visits_per_year) values ($1, 1000)', [branchId])
    return { id, branchId, name: `${name}支行` }
  }
  const banks: [TestBank, TestBank] = [await aBank('甲'), await aBank('乙')]
  const homeOf: Partial<Record<Role, () => Promise<string>>> = {
    province_office: () => org('province_office', '试验省专班', '440000000000'),
    city_office: async () => cityOfficeId,
    town_officer: async () => townOfficeId,
    grid_worker: async () => gridId,
    bank_head: async () => banks[0].id,
    bank_branch: async () => banks[0].branchId,
    bank_manager: async () => banks[0].branchId,
    department_clerk: () => org('department', `部门${n}-${next()}`, root),
    regulator: () => org('regulator', `监管${n}-${next()}`, root),
    system_admin: () => platform(db),
    security_admin: () => platform(db),
    audit_admin: () => platform(db),
  }
  const staff: World['staff'] = async (role, orgId) => {
    if (role === 'province_office')
      await db.query(
        `insert into division (code, name, level) values (440000000000, '试验省', 'province') on conflict do nothing`,
      )
    if (role === 'province_office')
      await db.query('update division set parent = 440000000000 where code = $1 and parent is null', [root])
    return test.signIn(await anAccount(test, role, orgId ?? (await homeOf[role]?.()) ?? countyOfficeId))
  }
  return {
    county,
    towns,
    communities,
    cityOfficeId,
    countyOfficeId,
    banks,
    staff,
    firm: (over) => aFirm(test, { division: communities[0], ...over }),
    list: (firms) => aList(test, banks, firms),
  }
}

async function platform(db: ReturnType<typeof writer>): Promise<string> {
  const found = await db.query<{ id: string }>("select id from org where kind = 'platform'")
  if (found.rows[0]) return found.rows[0].id
  const made = await db.query<{ id: string }>(
    "insert into org (kind, name, created_at) values ('platform', '平台管理', $1) returning id",
    [testNow],
  )
  return made.rows[0]!.id
}

/** An account of a new person with one active post; answers the account's id. No password: sessions are opened directly. */
export async function anAccount(
  test: TestApp,
  role: Role,
  orgId: string,
  personId?: string,
): Promise<string> {
  const n = next()
  const { rows } = await writer(test).query<{ id: string }>(
    `with p as (insert into person (name, created_at) select $1, $2 where $3::bigint is null returning id),
      a as (insert into account (person_id, login, password_hash, created_at) select coalesce($3::bigint, (select id from p)), $4, 'none', $2 returning id, person_id),
      g as (insert into role_grant (account_id, person_id, role, org_id, state, requested_by, decided_by, from_at) select id, person_id, $5, $6, 'active', 2, 1, $2 from a)
     select id from a`,
    [`试人${n}`, testNow, personId ?? null, `user${n}`, role, orgId],
  )
  return rows[0]!.id
}

/** A firm as a registration list of one row would have made it. */
export async function aFirm(test: TestApp, over: Partial<NewFirm> = {}): Promise<TestFirm> {
  const n = next()
  const firm: NewFirm = {
    name: `试验${n}号食品有限公司`,
    division: '440800000000',
    uscc: anUscc(),
    foundedOn: '2020-03-05',
    phone: `139${String(n).padStart(8, '0')}`,
    legalRep: `张三${n}`,
    ...over,
  }
  const key = nameKey(firm.name)
  const id = await test.system(async ({ trx }) => {
    const { rows } = await sql<{ id: string }>`
      with b as (
        insert into import_batch (kind, source, file_name, file_sha256, mapping_hash, as_of, state, rows_in, accepted, version, created_by, created_at, committed_at, committed_by)
        values ('registration', 'test', '试验.csv', ${`test-${n}`}, 'm', '2026-11-01', 'committed', 1, 1, 1, 2, ${testNow}, ${testNow}, 2) returning id
      ), o as (insert into import_outcome (batch_id, sheet, outcome, row_nos) select id, 1, 'accepted', '{[2,3)}' from b),
      f as (
        insert into fact_registration (batch_id, sheet, row_no, since, content, uscc, name, kind, registration_status, founded_on, legal_rep, phone, address)
        select id, 1, 2, 1, ${n}, ${firm.uscc}, ${firm.name}, 'enterprise', 'active', ${firm.foundedOn}::date, ${firm.legalRep}, ${firm.phone}, '试验路 1 号' from b returning fact_id, batch_id
      ), e as (
        insert into entity (uscc, name, name_key, bigrams, kind, registration_status, founded_on, division, placed_by, registration_fact, registration_content, created_batch, updated_batch)
        select ${firm.uscc}, ${firm.name}, ${key}, ${bigramsOf(key)}, 'enterprise', 'active', ${firm.foundedOn}::date, ${firm.division}, 'address', f.fact_id, ${n}, f.batch_id, f.batch_id
        from f returning id
      )
      select id from e`.execute(trx)
    const made = rows[0]!.id
    await sql`update fact_registration set entity_id = ${made} where uscc = ${firm.uscc}`.execute(trx)
    return made
  })
  return { id, ...firm }
}

async function aList(
  test: TestApp,
  banks: readonly [TestBank, TestBank],
  firms: readonly TestFirm[],
): Promise<TestTarget[]> {
  const n = next()
  return test.system(async ({ trx }) => {
    const { rows } = await sql<{ id: string; entityId: string }>`
      with rs as (
        insert into rule_set (version, name, rules, state, drafted_by, drafted_at) values (${100_000 + n}, '试验', ${JSON.stringify(firstRules)}, 'retired', 2, ${testNow}) returning id, version
      ), r as (
        insert into screening_run (rule_set_id, rule_version, state, as_of, version, account_id, started_at, finished_at)
        select id, version, 'failed', '2026-11-01', 1, 2, ${testNow}, ${testNow} from rs returning id
      ), l as (
        insert into target_list (name, round, version, state, run_id, targets, made_by, made_at, published_by, published_at)
        select '试验清单', ${`试${n}`}, 1, 'published', id, ${firms.length}, 2, ${listedAt}, 1, ${listedAt} from r returning id
      )
      insert into target (list_id, entity_id, division, tier, status, main_bank_id, main_branch_id, backup_bank_id, backup_branch_id)
      select l.id, f.id, f.division, 1, 'assigned', ${banks[0].id}, ${banks[0].branchId}, ${banks[1].id}, ${banks[1].branchId}
      from l, unnest(${firms.map((f) => f.id)}::bigint[], ${firms.map((f) => f.division)}::bigint[]) f (id, division)
      returning id, entity_id`.execute(trx)
    return rows.map((r) => ({ id: r.id, firm: firms.find((f) => f.id === r.entityId)! }))
  })
}
