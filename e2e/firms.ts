import { systemActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import { hashPassword } from '#kernel/password.ts'
import { addPost, demoPassword } from '#server/demo/staff.ts'
import type { Site } from './site.ts'

/** A firm on the list and the people of its two banks. */
export interface ListedFirm {
  targetId: string
  entityId: string
  name: string
  uscc: string
  division: string
  main: BankDesk
  backup: BankDesk
}
export interface BankDesk {
  login: string
  branch: string
  bank: string
}

interface Row {
  target: string
  entity: string
  name: string
  uscc: string
  division: string
  main: string
  backup: string
}

const listed = `select t.id as target, e.id as entity, e.name, e.uscc, t.division::text, t.main_branch_id as main, t.backup_branch_id as backup
  from target t join entity e on e.id = t.entity_id join target_list l on l.id = t.list_id
  where l.state = 'published' and t.status = 'assigned' and t.backup_branch_id is not null`

/** Firms of the first county that nobody has visited, in the order of the list. */
export async function firmsOf(site: Site, howMany: number, without: string): Promise<ListedFirm[]> {
  const found = await site.rows<Row>(
    `${listed} and t.division / 1000000 = (select min(code) / 1000000 from division where level = 'county') and e.kind = 'enterprise' and e.uscc <> $2 order by t.tier, t.id limit $1`,
    [howMany, without],
  )
  return Promise.all(found.map((row) => withDesks(site, row)))
}

/** The firm of the first-loan story. */
export async function firstLoanFirm(site: Site): Promise<ListedFirm> {
  const [row] = await site.rows<Row>(`${listed} and e.uscc = $1`, [site.plan.story.firstLoan.code])
  if (!row) throw new Error('the first-loan firm is not on the list')
  return withDesks(site, row)
}

async function withDesks(site: Site, row: Row): Promise<ListedFirm> {
  return {
    targetId: row.target,
    entityId: row.entity,
    name: row.name,
    uscc: row.uscc,
    division: row.division,
    main: await deskAt(site, row.main),
    backup: await deskAt(site, row.backup),
  }
}

/** A manager at a branch; the same one when asked again. */
async function deskAt(site: Site, branchId: string): Promise<BankDesk> {
  const login = `jl${branchId}`
  return inContext(site.deps, systemActor, async (ctx) => {
    const known = await ctx.trx
      .selectFrom('account')
      .select('id')
      .where('login', '=', login)
      .executeTakeFirst()
    if (!known)
      await addPost(ctx, {
        login,
        role: 'bank_manager',
        person: `经理${branchId}`,
        orgId: branchId,
        passwordHash: await hashPassword(demoPassword),
      })
    const branch = await ctx.trx
      .selectFrom('org as o')
      .innerJoin('org as b', 'b.id', 'o.bankId')
      .select(['o.name', 'b.name as bank'])
      .where('o.id', '=', branchId)
      .executeTakeFirstOrThrow()
    return { login, branch: branch.name, bank: branch.bank }
  })
}
