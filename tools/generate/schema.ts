import type pg from 'pg'

/** The live schema as one page of SQL for a reader: tables with their meaning, keys, indexes, policies. */
export async function schemaPage(client: pg.Client): Promise<string> {
  const tables = await client.query<{
    oid: number
    name: string
    comment: string | null
    unlogged: boolean
  }>(`
    select c.oid, c.relname as name, obj_description(c.oid, 'pg_class') as comment, c.relpersistence = 'u' as unlogged
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' order by c.relname`)
  const pages: string[] = []
  for (const t of tables.rows) pages.push(await tableText(client, t))
  return `-- GENERATED from the live schema by \`npm run generate\`; the source is db/migrations, db/policies.sql, db/views.\n\n${pages.join('\n')}`
}

async function lines(client: pg.Client, statement: string, oid: number): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(statement, [oid])
  return rows.map((r) => r.line)
}

async function tableText(
  client: pg.Client,
  t: { oid: number; name: string; comment: string | null; unlogged: boolean },
): Promise<string> {
  const columns = await client.query<{ line: string; comment: string | null }>(
    `select format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
        case when a.attidentity <> '' then ' generated always as identity' when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
          when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end) as line,
      col_description(a.attrelid, a.attnum) as comment
     from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [t.oid],
  )
  const constraints = await lines(
    client,
    `select format('  constraint %s %s', conname, pg_get_constraintdef(oid)) as line from pg_constraint
     where conrelid = $1 and contype in ('p', 'u', 'f', 'c', 'x') order by position(contype in 'pufcx'), conname`,
    t.oid,
  )
  const body = [
    ...columns.rows.map((c) => ({ text: c.line, comment: c.comment })),
    ...constraints.map((text) => ({ text, comment: null })),
  ]
  const after = [
    ...(await lines(
      client,
      `select pg_get_indexdef(i.indexrelid) as line from pg_index i where i.indrelid = $1
         and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid) order by 1`,
      t.oid,
    )),
    ...(await lines(
      client,
      `select pg_get_triggerdef(oid) as line from pg_trigger where tgrelid = $1 and not tgisinternal order by 1`,
      t.oid,
    )),
    ...(await lines(
      client,
      `select format('create policy %s on %s for %s to %s using (%s);', polname, polrelid::regclass, case polcmd when '*' then 'all' else polcmd::text end,
         (select string_agg(rolname, ', ' order by rolname) from pg_roles where oid = any (polroles)), pg_get_expr(polqual, polrelid)) as line
       from pg_policy where polrelid = $1 order by polname`,
      t.oid,
    )),
  ]
  const inner = body.map(
    ({ text, comment }, i) => `${text}${i < body.length - 1 ? ',' : ''}${comment ? ` -- ${comment}` : ''}`,
  )
  return [
    `create ${t.unlogged ? 'unlogged ' : ''}table ${t.name} (${t.comment ? ` -- ${t.comment}` : ''}`,
    ...inner,
    ');',
    ...after.map((l) => `${l.replaceAll('public.', '').replace(/;$/, '')};`),
    '',
  ].join('\n')
}
