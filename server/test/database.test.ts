import { expect, test } from 'vitest'
import { testApp } from './app.ts'

const t = testApp()

async function rows<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await t.owner.query<R>(text, values)).rows
}

/** Each foreign key's columns lead an index: a delete or a join by it never reads the whole table. */
test('every foreign key has an index that begins with its columns', async () => {
  const bare = await rows<{ name: string }>(`
    select c.conrelid::regclass || '.' || c.conname as name from pg_constraint c
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace and not exists (
      select 1 from pg_index i where i.indrelid = c.conrelid
        and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$')
        and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey)
    order by 1`)
  expect(bare.map((r) => r.name)).toEqual([])
})

test('the account of the application owns nothing and is no superuser', async () => {
  const [app] = await rows<Record<string, boolean>>(
    "select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolinherit from pg_roles where rolname = 'diguan_app'",
  )
  expect(app).toEqual({
    rolsuper: false,
    rolcreatedb: false,
    rolcreaterole: false,
    rolbypassrls: false,
    rolinherit: false,
  })
  const owned = await rows(
    "select relname from pg_class where relowner = 'diguan_app'::regrole or relowner in (select oid from pg_roles where rolname like 'diguan\\_%' and rolname <> 'diguan_owner')",
  )
  expect(owned).toEqual([])
})

/** The tables an actor may read are guarded row by row; those without a guard are not an actor's to read. */
test('a table an actor role may read is under row level security', async () => {
  const open = await rows<{ name: string; grantee: string }>(`
    select g.table_name as name, g.grantee from information_schema.role_table_grants g
    join pg_class c on c.relname = g.table_name and c.relnamespace = 'public'::regnamespace
    where g.table_schema = 'public' and g.privilege_type = 'SELECT' and g.grantee like 'diguan\\_%' and g.grantee not in ('diguan_system', 'diguan_owner')
      and c.relkind = 'r' and not c.relrowsecurity order by 1, 2`)
  // Places, banks, calendar and parameters are everybody's to read. Of a firm they hold one thing: that it has an
  // account, in the name of its organisation, which stands in every timeline the account writes to.
  const common = new Set(open.map((r) => r.name))
  const personal = await rows<{ name: string }>(
    "select distinct table_name as name from information_schema.columns where table_schema = 'public' and column_name in ('entity_id', 'phone', 'legal_rep', 'contact_phone', 'declaration_id')",
  )
  expect(personal.filter((p) => common.has(p.name)).map((p) => p.name)).toEqual(['org'])
})

test('no actor role may write a table of the mechanism', async () => {
  const writes = await rows<{ grantee: string; name: string }>(`
    select distinct grantee, table_name as name from information_schema.role_table_grants
    where table_schema = 'public' and privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE') and grantee like 'diguan\\_%' and grantee not in ('diguan_system', 'diguan_owner')`)
  expect(writes).toEqual([])
})

test('functions that run with more rights than their caller name their search path', async () => {
  const loose = await rows<{ name: string }>(
    "select p.oid::regprocedure::text as name from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace and not exists (select 1 from unnest(p.proconfig) c where c like 'search_path=%')",
  )
  expect(loose).toEqual([])
})
