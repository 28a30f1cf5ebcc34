import { sql } from 'kysely'
import * as z from 'zod'
import { TextMapping } from '#contract/registry/studio.routes.ts'
import { importKindKeys } from '#contract/registry/words.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Db, Tx } from '#kernel/database.ts'
import { rows } from '#kernel/rows.ts'
import type { Profile } from './mapping.ts'

/** Profiles that a file of this body is compared with: its own first, then those of the city's office. */
export async function profilesFor(db: Db | Tx, orgId: string | null): Promise<Profile[]> {
  return rows(
    db,
    sql`select p.id, p.kind, p.signature, p.title_rows, p.columns, jsonb_build_object('encoding', p.encoding, 'delimiter', p.delimiter) as text from import_profile p left join org o on o.id = p.org_id
      where p.removed_at is null and (${orgId}::bigint is null or p.org_id = ${orgId}::bigint or p.org_id is null or o.kind = 'city_office')
      order by p.org_id is not distinct from ${orgId}::bigint desc, p.id desc`,
    ProfileRow,
  )
}

const ProfileRow = z.object({
  id: z.string(),
  kind: z.enum(importKindKeys),
  signature: z.string(),
  titleRows: z.int(),
  columns: z.array(z.any()).transform((c) => c as Profile['columns']),
  text: TextMapping,
})

const ListedProfile = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(importKindKeys),
  columns: z.int(),
  orgName: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.date().transform((d) => d.toISOString()),
  used: z.int(),
  mine: z.boolean(),
})

/** Profiles the actor may see, newest first. */
export async function listProfiles(ctx: Ctx) {
  const all = ctx.actor.scope.kind === 'place' && ctx.actor.scope.whole === true
  return rows(
    ctx.trx,
    sql`select p.id, p.name, p.kind, (select count(*)::int from jsonb_array_elements(p.columns) c where c ->> 'field' is not null) as columns,
        o.name as org_name, n.name as created_by, p.created_at,
        (select count(*)::int from import_batch b where b.profile_id = p.id) as used,
        ${all}::boolean or p.org_id = ${ctx.actor.orgId}::bigint as mine
      from import_profile p left join org o on o.id = p.org_id join account a on a.id = p.created_by join person n on n.id = a.person_id
      where p.removed_at is null order by p.id desc limit 200`,
    ListedProfile,
  )
}
