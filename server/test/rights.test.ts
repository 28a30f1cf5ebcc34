import { expect, inject, test } from 'vitest'
import { openDatabase, openPool } from '#kernel/database.ts'
import { buildApp } from '../app.ts'
import { appUrl, caller, testApp } from './app.ts'
import { aWorld } from './builders.ts'
import { inParallel } from './reach.ts'
import { withDatabase } from './setup.ts'
import { aCast, aDeclaration, pushed } from './story.ts'

/** What the database itself allows, table by table, whatever the application does. */
const t = testApp()

async function rows<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await t.owner.query<R>(text, values)).rows
}

/** Actor roles by letter: offices of the whole, of a place, banks, firms, departments, administrators, the auditor. */
const letters = {
  w: 'wide',
  g: 'gov',
  b: 'bank',
  f: 'firm',
  d: 'department',
  o: 'office',
  a: 'auditor',
  t: 'team',
} as const

/**
 * Every table: what the system role may do (select, insert, update, delete) and which actor roles may read it; a letter
 * in brackets reads some columns only. Nobody else may do anything at all.
 */
const expected = `
action_log            si     wgb
account               siud   (w)(g)(b)(f)(d)o(a)(t)
assignment_branch     siud   wg
assignment_cell       siud   wg
assignment_run        siud   wg
audit                 si     a
bank_case             siud   wgbf
bootstrap_secret      siud
branch_capacity       siud   wgb
building              siud   wgbt
building_entity       siud   wgbt
calendar_day          siud   wgbfdoat
consent               si     wgbf
consent_withdrawal    si     wgbf
cover                 siud   t
credit_decision       si     wgb
dead_job              siud
declaration           siud   wgbft
disbursement          si     wgb
division              siud   wgbfdoat
division_change       siud   wgbfdoat
duty                  siud   t
entity                siud   wgbft
entity_before         siud
export_request        siud   wgb
fact_census           siud   wg
fact_label            siud   wg
fact_loan             siud   wg
fact_mark             siud   wg
fact_registration     siud   wgbft
fact_social           siud   wg
fact_tax              siud   wg
feed_position         siud
finding               si     wgbf
household_visit       si     wgbt
idempotency           siud
identity_candidate    siud   wg
identity_case         siud   wg
identity_memory       siud
identity_merge        siud
import_batch          siud   wgd
import_check          siud   wgd
import_confirmed      siud
import_issue          siud   wgd
import_look           siud   wgd
import_kept           siud   w
import_match          siud
import_measure        siud
import_outcome        siud   wgd
import_profile        siud   wgd
import_reject         siud   wgd
import_sheet          siud   wgd
load_index            s
learned_road          siud   wg
lease                 siud   wgbt
migration             s
name_parts            siud
name_words            siud
notice                siud   wgbfdoa
notice_read           siud   wgbfdoa
org                   siud   wgbfdoat
outbox                siud
parameter_change      si     wgbfdoat
person                siud   wgbfdoat
place_decision        siud   wg
placement             siud   wg
provision             si     wg
quality_count         siud   wgd
quality_finding       siud   wgd
quality_run           siud   wgd
recommendation        si     wg
recommendation_item   si     wg
registry_version      siud   wg
restoration           siud   wg
reveal                si     wgb
role_grant            siud   o
roster                siud   wg
roster_edit           si     wg
roster_member         siud   wg
roster_row            siud   wg
roster_stage          siud
roster_version        siud   wg
rule_set              siud   wg
screening_preview     siud   wg
screening_preview_count siud wg
screening_preview_firm siud wg
screening_replay      siud   wg
screening_run         siud   wg
session               siud
stage_branch          siud
stage_census          siud
stage_division        siud
stage_identity        siud
stage_label           siud
stage_loan            siud
stage_mark            siud
stage_quality         siud
stage_registration    siud
stage_social          siud
stage_tax             siud
subscription          siud
target                siud   wgbt
target_list           siud   wgbt
target_move           siud   wgb
team                  siud   wgbdt
team_member           siud   wgbdt
verdict               si     wg
verdict_count         si     wg
visit                 si     wgbt
visit_observation     si     wgbt
visit_problem         si     wgbt`

test('each role may do to each table what is written here, and no table is missing from it', async () => {
  const tables = await rows<{ name: string }>(
    "select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by 1",
  )
  const found: string[] = []
  for (const { name } of tables) {
    const [has] = await rows<Record<string, boolean>>(
      `select ${['select', 'insert', 'update', 'delete']
        .map((p) => `has_table_privilege('diguan_system', $1, '${p}') as "${p[0]}"`)
        .concat(
          Object.entries(letters).flatMap(([letter, role]) => [
            `has_table_privilege('diguan_${role}', $1, 'select') as "${letter}_all"`,
            `has_any_column_privilege('diguan_${role}', $1, 'select') as "${letter}_some"`,
          ]),
        )
        .join(', ')}`,
      [name],
    )
    const system = ['s', 'i', 'u', 'd'].filter((p) => has![p]).join('')
    const actors = Object.keys(letters).map((l) => (has![`${l}_all`] ? l : has![`${l}_some`] ? `(${l})` : ''))
    found.push(`${name} ${system} ${actors.join('')}`.trim())
  }
  const wanted = expected
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).join(' '))
  expect(found.sort()).toEqual(wanted.sort())
})

test('what a role may change is nothing but the version of a row it locks, and the account signs in to nothing', async () => {
  const writes = await rows<{ role: string; what: string; name: string }>(`
    select r.rolname as role, p.what, c.relname as name from pg_roles r, pg_class c, (values ('insert'), ('update'), ('delete'), ('truncate'), ('trigger'), ('references')) p (what)
    where r.rolname like 'diguan\\_%' and r.rolname <> 'diguan_system' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and not r.rolsuper and has_table_privilege(r.oid, c.oid, p.what)`)
  expect(writes).toEqual([])
  const columns = await rows<{ name: string }>(`
    select distinct table_name || '.' || column_name as name from information_schema.role_column_grants
    where privilege_type <> 'SELECT' and grantee like 'diguan\\_%' and grantee not in ('diguan_system', current_user) and table_schema = 'public' order by 1`)
  expect(columns.map((c) => c.name).sort()).toEqual(
    ['bank_case.version', 'declaration.version', 'export_request.version', 'target.version'].sort(),
  )
  const app = await rows<{ n: number }>(
    "select count(*)::int as n from pg_class c where relkind in ('r', 'v') and relnamespace = any (array['public', 'inv']::regnamespace[]) and has_any_column_privilege('diguan_app', c.oid, 'select, insert, update')",
  )
  expect(app[0]!.n).toBe(0)
})

test('no role is more than it must be: none is superuser, none passes row security, none inherits', async () => {
  const strong = await rows(
    `select rolname from pg_roles where rolname like 'diguan\\_%' and rolname <> current_user
       and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or (rolcanlogin and rolinherit))`,
  )
  expect(strong).toEqual([])
  const members = await rows<{ member: string; role: string }>(
    "select m.member::regrole::text as member, m.roleid::regrole::text as role from pg_auth_members m where m.roleid::regrole::text like 'diguan\\_%' and m.member::regrole::text <> current_user",
  )
  expect(new Set(members.map((m) => m.member))).toEqual(new Set(['diguan_app']))
})

/** What may run with the owner's rights: upkeep that takes no text of anyone's. */
const asOwner = [
  'begin_load',
  'clear_stage',
  'close_verdicts',
  'end_load',
  'open_verdicts',
  'refresh_stage',
  'refresh_statistics',
]

/** What row security leaves open, in words; each line is a fault. */
async function complaints(): Promise<string[]> {
  const found = await rows<{ line: string }>(
    `
    with personal as (
      select distinct a.attrelid as oid from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname !~ '^(stage_|import_match$)' and a.attnum > 0
        and (col_description(a.attrelid, a.attnum) ~ '^L[34] ' or a.attname in ('entity_id', 'declaration_id', 'phone', 'legal_rep'))
        and (c.relname, a.attname) <> ('org', 'entity_id')),
    guarded as (select c.oid, c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relrowsecurity and c.relforcerowsecurity),
    readers as (select g.oid, g.relname, r.oid as role, r.rolname from guarded g, pg_roles r where r.rolname like 'diguan\\_%' and not r.rolsuper and has_any_column_privilege(r.oid, g.oid, 'select'))
    select c.relname || ' holds personal rows without forced row security' as line from personal p join pg_class c using (oid) where not (c.relrowsecurity and c.relforcerowsecurity)
    union all
    select relname || ' has no policy for ' || rolname from readers x where not exists (select 1 from pg_policy p where p.polrelid = x.oid and x.role = any (p.polroles))
    union all
    select x.relname || ' is open to ' || x.rolname || ' without a condition' from readers x join pg_policy p on p.polrelid = x.oid and x.role = any (p.polroles)
    where x.rolname in ('diguan_gov', 'diguan_bank', 'diguan_firm', 'diguan_department') and x.relname not in ('person', 'account')
      and (x.relname, x.rolname) <> ('branch_capacity', 'diguan_gov') and pg_get_expr(p.polqual, p.polrelid) !~ '(current_setting\\(|EXISTS)'
    union all
    select p.polname || ' on ' || p.polrelid::regclass || ' is for everyone' from pg_policy p where 0 = any (p.polroles)
    union all
    select n.nspname || '.' || c.relname || ' is a view with its owner''s rights' from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('v', 'm') and n.nspname in ('public', 'inv') and not coalesce(c.reloptions @> array['security_invoker=true'] or c.reloptions @> array['security_invoker'], false)
    union all
    select p.oid::regprocedure || ' runs with more rights than its caller' from pg_proc p
    where p.prosecdef and p.pronamespace = any (array['public', 'inv']::regnamespace[])
      and not (p.proname = any ($1) and coalesce(p.proconfig, '{}') @> array['search_path=public, pg_temp'])
    order by 1`,
    [asOwner],
  )
  return found.map((f) => f.line)
}

test('row security is on, forced and conditional on every table with personal or confidential rows', async () => {
  expect(await complaints()).toEqual([])
})

/** Each of these leaves something open; the check above must see it. */
const mutations = [
  'drop policy assigned_bank on bank_case',
  'drop policy place_gov on declaration',
  'alter policy assigned_bank on credit_decision using (true)',
  'alter table consent disable row level security',
  'alter table visit no force row level security',
  'create table diary (id int, entity_id bigint)',
  'create policy all_in on bank_case for select to public using (true)',
  'create view public.peek as select * from bank_case',
  "create function public.peep() returns bigint language sql security definer as 'select count(*) from bank_case'",
  'alter function refresh_statistics(text) reset search_path',
]

test.each(mutations)('seen by that check: %s', async (statement) => {
  await t.owner.query('begin')
  try {
    await t.owner.query(statement)
    expect((await complaints()).length).toBeGreaterThan(0)
  } finally {
    await t.owner.query('rollback')
  }
})

test('every column says its data level', async () => {
  const bare = await rows<{ name: string }>(`
    select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and coalesce(col_description(a.attrelid, a.attnum), '') !~ '^L[1-4] .'`)
  expect(bare.map((b) => b.name)).toEqual([])
})

/** The logs, and what was decided, seen and agreed: nobody rewrites them, not even who owns the table. */
const appendOnly = [
  'action_log',
  'audit',
  'parameter_change',
  'consent',
  'consent_withdrawal',
  'finding',
  'credit_decision',
  'disbursement',
  'provision',
  'recommendation',
  'recommendation_item',
  'reveal',
  'visit',
  'visit_observation',
  'visit_problem',
]

test.each(appendOnly)('%s is only ever added to', async (table) => {
  const { rows: columns } = await t.owner.query<{ name: string }>(
    "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and attidentity = '' order by attnum limit 1",
    [table],
  )
  const name = columns[0]!.name
  const statements = [
    `update ${table} set ${name} = ${name}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ]
  for (const statement of statements) {
    await expect(t.owner.query(statement), statement).rejects.toMatchObject({
      code: '42501',
      message: expect.stringContaining('append-only'),
    })
    await expect(
      t.system(({ trx }) => trx.executeQuery({ sql: statement, parameters: [] } as never)),
      statement,
    ).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('permission denied') })
  }
})

/** What one request has set up must be gone for the next one on the same connection. */
test('a thousand calls of two banks and an office on one connection: nobody gets another’s rows', async () => {
  const world = await aWorld(t)
  const cast = await aCast(world)
  const main = await pushed(world, cast, await aDeclaration(world, cast, await world.firm()))
  const { database } = t.owner
  const url = appUrl(withDatabase(inject('ownerUrl'), database!))
  const pool = openPool({ url, max: 1 })
  const app = await buildApp({ ...t.deps, db: openDatabase(pool) })
  const here = (who: { accountId: string | null; cookie: string }) => caller(app, who.accountId, who.cookie)
  const [holds, rival, office] = [here(cast.main), here(cast.backup), here(cast.checker)]
  const wrong: string[] = []
  await inParallel([...Array(1000).keys()], async (i) => {
    const who = [holds, rival, holds, office][i % 4]!
    const { rows: seen } = await (who === office
      ? who.ok('listCases', { query: { division: world.county } })
      : who.ok('listDeskCases'))
    const want = who === rival ? [] : [main]
    if (String(seen.map((c) => c.id)) !== String(want)) wrong.push(`${i}: ${seen.map((c) => c.id).join()}`)
  })
  const { rows: left } = await pool.query(
    "select current_user as role, current_setting('app.bank', true) as bank, current_setting('app.orgs', true) as orgs, current_setting('app.lo', true) as lo",
  )
  await app.close()
  await pool.end()
  expect(wrong).toEqual([])
  expect(left[0]).toEqual({ role: 'diguan_app', bank: '', orgs: '', lo: '' })
})
