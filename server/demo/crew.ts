import { sql } from 'kysely'
import { type Actor, systemActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { actorOf, addPost } from './staff.ts'

/** The people who have been at work in each county: they exist, and nobody can sign in as them. */
export interface Crew {
  county(code: string): { reviewer: Actor; checker: Actor; visitor: Actor } | undefined
  manager(branchId: string): Promise<Actor>
}

/** A text no password can hash to. */
const noPassword = 'none'
const surnames = [
  '林',
  '陈',
  '黄',
  '吴',
  '郑',
  '周',
  '许',
  '何',
  '罗',
  '梁',
  '宋',
  '谢',
  '韩',
  '唐',
  '冯',
  '于',
  '董',
  '萧',
  '程',
  '曹',
]
const given = ['明', '静', '伟', '敏', '强', '丽', '军', '芳', '磊', '娟', '涛', '燕', '勇', '霞', '杰', '平']

export async function hireCrew(deps: Deps): Promise<Crew> {
  const counties = await deps.system
    .selectFrom('org')
    .select(['id', 'division'])
    .where('kind', '=', 'county_office')
    .orderBy('division')
    .execute()
  let serial = 0
  const name = () => surnames[serial % surnames.length]! + given[(serial++ * 7) % given.length]!
  const team = new Map<string, { reviewer: Actor; checker: Actor; visitor: Actor }>()
  await inContext(deps, systemActor, async (ctx) => {
    for (const c of counties) {
      for (const [role, word] of [
        ['county_reviewer', 'review'],
        ['county_coordinator', 'check'],
        ['county_visitor', 'visit'],
      ] as const) {
        await addPost(ctx, {
          login: `crew.${word}.${c.division}`,
          role,
          person: name(),
          orgId: c.id,
          passwordHash: noPassword,
        })
      }
    }
    const { rows } = await sql<{
      id: string
    }>`select id from org where kind = 'bank_branch' order by id`.execute(ctx.trx)
    for (const { id } of rows)
      await addPost(ctx, {
        login: `crew.bank.${id}`,
        role: 'bank_manager',
        person: name(),
        orgId: id,
        passwordHash: noPassword,
      })
  })
  for (const c of counties) {
    const [reviewer, checker, visitor] = await Promise.all(
      ['review', 'check', 'visit'].map((w) => actorOf(deps, `crew.${w}.${c.division}`)),
    )
    team.set(c.division!, { reviewer: reviewer!, checker: checker!, visitor: visitor! })
  }
  const managers = new Map<string, Promise<Actor>>()
  return {
    county: (code) => team.get(code),
    manager: (branchId) => {
      const known = managers.get(branchId) ?? actorOf(deps, `crew.bank.${branchId}`)
      managers.set(branchId, known)
      return known
    },
  }
}
