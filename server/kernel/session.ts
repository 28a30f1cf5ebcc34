import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Role } from '#contract/organisations/roles.ts'
import { exclusiveOffices } from '#contract/organisations/roles.ts'
import { type Actor, scopeOfPost } from './actor.ts'
import type { Db, Tx } from './database.ts'

export const cookieName = '__Host-diguan'
export const plainCookieName = 'diguan-http'

/** Idle and absolute limits by the server clock. */
export const idleMinutes = { officer: 30, administrator: 15 } as const
export const absoluteHours = 12

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

interface SessionRow {
  now: Date
  sessionId: string
  accountId: string
  personId: string
  login: string
  personName: string
  grantId: string
  role: Role
  orgId: string
  orgName: string
  division: string | null
  rootDivision: string | null
  bankId: string | null
  orgIds: string[]
  entityId: string | null
  seenAt: Date
  passwordDue: boolean
}

/**
 * The actor behind a token and the instant it was looked up, or null. Read from the database on every request, so that a disabled account or an
 * ended grant is refused at once, on every replica. `system` must be a system-role connection.
 */
export async function findActor(
  system: Db | Tx,
  token: string,
  now: RawBuilder<Date>,
): Promise<{ actor: Actor; now: Date } | null> {
  const { rows } = await sql<SessionRow>`
    /* keep */ select ${now} as now, s.id as session_id, a.id as account_id, p.id as person_id, a.login, p.name as person_name, a.password_due, g.id as grant_id, g.role,
      o.id as org_id, o.name as org_name, o.division, o.bank_id, o.entity_id, s.seen_at,
      (select case when count(*) = 1 then min(division) else (select min(division) from org where kind = 'province_office') end
        from org where kind = 'city_office') as root_division,
      case when o.kind in ('bank', 'bank_branch') then array(
        with recursive below as (select o.id union all select c.id from org c join below b on c.parent_id = b.id)
        select id from below) else '{}' end as org_ids
    from session s
    join account a on a.id = s.account_id
    join person p on p.id = a.person_id
    join role_grant g on g.id = s.grant_id and g.account_id = a.id
    join org o on o.id = g.org_id
    where s.token_hash = ${hashToken(token)} and s.revoked_at is null and s.expires_at > ${now}
      and a.status = 'active' and g.state = 'active'`.execute(system)
  const row = rows[0]
  if (!row || idle(row)) return null
  if (row.now.getTime() - row.seenAt.getTime() > 60_000) {
    await sql`update session set seen_at = ${row.now} where id = ${row.sessionId} and seen_at < ${row.now}`.execute(
      system,
    )
  }
  return { actor: actorOf(row), now: row.now }
}

function actorOf(row: SessionRow): Actor {
  return {
    accountId: row.accountId,
    personId: row.personId,
    login: row.login,
    personName: row.personName,
    sessionId: row.sessionId,
    grantId: row.grantId,
    role: row.role,
    orgId: row.orgId,
    orgName: row.orgName,
    scope: scopeOfPost({ ...row, bankId: row.bankId ?? row.orgId }),
    internal: false,
    passwordDue: row.passwordDue,
  }
}

function idle(row: SessionRow): boolean {
  const administrator = (exclusiveOffices as readonly Role[]).includes(row.role)
  const limit = administrator ? idleMinutes.administrator : idleMinutes.officer
  return row.now.getTime() - row.seenAt.getTime() > limit * 60_000
}
