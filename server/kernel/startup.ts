import pg from 'pg'
import { knownMigrations } from './migrate.ts'

/**
 * What must hold before anything is served. Each line: what was found wrong, in Chinese, with
 * what to do. An empty list means the start may go on.
 */
export async function startupComplaints(appUrl: string, accepted: readonly string[] = []): Promise<string[]> {
  const client = new pg.Client({
    connectionString: appUrl,
    application_name: 'diguan-startup',
    options: '-c role=diguan_system',
  })
  try {
    await client.connect()
    return [
      ...(await settingComplaints(client, accepted)),
      ...(await roleComplaints(client)),
      ...(await schemaComplaints(client)),
    ]
  } catch (error) {
    if (bareDatabase.includes((error as { code?: string }).code ?? ''))
      return ['数据库还没有建立结构，或应用账号的口令已更换；请先运行 npm run diguan -- migrate']
    throw error
  } finally {
    await client.end()
  }
}

/** No such account, password or role, or no table: what a database answers that was never migrated by this home. */
const bareDatabase = ['28P01', '28000', '22023', '42P01']

async function settingComplaints(client: pg.Client, accepted: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [
      [
        'fsync',
        'full_page_writes',
        'synchronous_commit',
        'data_checksums',
        'server_encoding',
        'server_version_num',
      ],
    ],
  )
  const at = new Map(rows.map((r) => [r.name, r.setting]))
  const complaints: string[] = []
  const version = Number(at.get('server_version_num'))
  if (version < 150_000 || version >= 190_000)
    complaints.push(`数据库版本须为 PostgreSQL 15–18，现为 ${Math.floor(version / 10_000)}`)
  if (at.get('fsync') !== 'on') complaints.push('数据库 fsync 已关闭，断电会丢数据；请设为 on 后重启数据库')
  if (at.get('full_page_writes') !== 'on') complaints.push('数据库 full_page_writes 已关闭；请设为 on')
  if (!['on', 'remote_apply'].includes(at.get('synchronous_commit') ?? ''))
    complaints.push('数据库 synchronous_commit 须为 on 或 remote_apply')
  if (at.get('server_encoding') !== 'UTF8') complaints.push('数据库编码须为 UTF8，请用 createdb -E UTF8 重建')
  if (at.get('data_checksums') !== 'on' && !accepted.includes('no-checksums')) {
    complaints.push(
      '数据库没有开启数据校验和；请停库后执行 pg_checksums --enable。暂时无法开启时可设 DIGUAN_ACCEPT=no-checksums 启动',
    )
  }
  const zone = await client.query("select 1 from pg_timezone_names where name = 'Asia/Shanghai'")
  if (zone.rowCount === 0) complaints.push('数据库缺少时区数据 Asia/Shanghai，请安装 tzdata')
  return complaints
}

async function roleComplaints(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ n: number }>(`
    select count(*)::int as n from pg_roles
    where rolname in (session_user, 'diguan_app', 'diguan_system', 'diguan_wide', 'diguan_gov', 'diguan_bank', 'diguan_firm', 'diguan_department', 'diguan_office', 'diguan_auditor')
      and (rolsuper or rolbypassrls or rolcreaterole)`)
  const owned = await client.query<{ n: number }>(
    "select count(*)::int as n from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = session_user and c.relnamespace = 'public'::regnamespace",
  )
  const complaints: string[] = []
  if (rows[0]!.n > 0)
    complaints.push('应用使用的数据库账号权限过大（超级用户、绕过行级权限或可建角色），已拒绝启动')
  if (owned.rows[0]!.n > 0)
    complaints.push(
      '应用使用的数据库账号是表的所有者，行级权限对它不可靠，已拒绝启动；请用 DATABASE_APP_URL 指定普通账号',
    )
  return complaints
}

async function schemaComplaints(client: pg.Client): Promise<string[]> {
  const complaints: string[] = []
  const invalid = await client.query<{ name: string }>(
    'select indexrelid::regclass::text as name from pg_index where not indisvalid',
  )
  if (invalid.rows.length > 0)
    complaints.push(`有未建成的索引：${invalid.rows.map((r) => r.name).join('、')}；请 reindex 后再启动`)
  const { rows } = await client.query<{ name: string }>('select name from migration')
  const have = new Set(rows.map((r) => r.name))
  const known = new Set(knownMigrations())
  const missing = [...known].filter((n) => !have.has(n))
  const foreign = [...have].filter((n) => !known.has(n))
  if (missing.length > 0)
    complaints.push(`数据库结构不是最新，缺 ${missing.join('、')}；请先运行 npm run diguan -- migrate`)
  if (foreign.length > 0) complaints.push(`数据库结构比程序新（${foreign.join('、')}）；请升级程序`)
  return complaints
}
