import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { type Role, roleKeys, roles } from '#contract/organisations/roles.ts'
import {
  accountStatuses,
  grantStates,
  isApartFromLogin,
  loginInside,
  Password,
} from '#contract/organisations/words.ts'
import { operatorActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { hashPassword, makeOneTimePassword } from '#kernel/password.ts'
import { createAccount } from './modules/organisations/account.commands.ts'
import { listAccounts } from './modules/organisations/org.queries.ts'
import { enableAccount, resetPassword } from './modules/organisations/return.commands.ts'
import type { Running } from './runtime.ts'

type Platform = (work: (running: Running) => Promise<number>) => Promise<number>
type Options = Partial<Record<'login' | 'name' | 'role' | 'org' | 'password-env' | 'kind', string>>

/** `user …`: accounts from the command line, for whoever runs the server; recorded under the operator's name. */
export async function userCommand(args: string[], platform: Platform, help: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      login: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      org: { type: 'string' },
      'password-env': { type: 'string' },
      kind: { type: 'string' },
    },
  })
  const [what = '', login] = positionals
  switch (what) {
    case 'list-orgs':
      return platform(({ deps }) => printOrgs(deps, values.kind))
    case 'list':
      return platform(({ deps }) => printAccounts(deps, values.login))
    case 'reset':
    case 'enable':
      if (!login) throw new Error(`请给出账号：npm run diguan -- user ${what} 账号`)
      return platform(({ deps }) => (what === 'reset' ? reset(deps, login) : enable(deps, login)))
    case 'add':
      return add(values, platform, help)
    default:
      throw new Error(help)
  }
}

async function printOrgs(deps: Deps, kind: string | undefined): Promise<number> {
  const orgs = await deps.system
    .selectFrom('org')
    .select(['id', 'kind', 'name'])
    .$if(kind !== undefined, (q) => q.where('kind', '=', kind!))
    .orderBy('id')
    .limit(2000)
    .execute()
  for (const o of orgs) console.log(`${o.id}\t${o.kind}\t${o.name}`)
  return 0
}

/** One line an account: login, name, whether it may sign in, posts. In pages, for a city has thousands. */
async function printAccounts(deps: Deps, login: string | undefined): Promise<number> {
  const limit = 500
  for (let after: [string] | null = null, more = true; more; ) {
    const page = await inContext(deps, operatorActor, (ctx) =>
      listAccounts(ctx, { search: login }, { limit: limit - 1, after }),
    )
    for (const a of page) {
      const posts = a.grants.map((g) => `${g.roleLabel}·${g.orgName}（${grantStates[g.state]}）`)
      console.log([a.login, a.personName, accountStatuses[a.status], posts.join('，')].join('\t'))
    }
    more = page.length === limit
    after = more ? [page.at(-1)!.id] : null
  }
  return 0
}

async function accountOf(deps: Deps, login: string): Promise<string> {
  const account = await deps.system
    .selectFrom('account')
    .select('id')
    .where(sql`lower(login)`, '=', login.toLowerCase())
    .where('passwordHash', 'is not', null)
    .executeTakeFirst()
  if (!account) throw new Error(`没有账号「${login}」；用 npm run diguan -- user list 查看全部账号`)
  return account.id
}

const atTerminal = { reason: '运维人员在服务器上办理' }

async function reset(deps: Deps, login: string): Promise<number> {
  const accountId = await accountOf(deps, login)
  const password = makeOneTimePassword(deps.random)
  const passwordHash = await hashPassword(password)
  await inContext(deps, operatorActor, (ctx) => resetPassword(ctx, accountId, passwordHash, atTerminal))
  console.log(`${login} 的一次性口令（只显示这一次，请当面或电话告知本人，登录后须先修改）：\n  ${password}`)
  return 0
}

async function enable(deps: Deps, login: string): Promise<number> {
  const accountId = await accountOf(deps, login)
  await inContext(deps, operatorActor, (ctx) => enableAccount(ctx, accountId, atTerminal))
  console.log(`账号 ${login} 已启用，原有岗位与口令照旧；忘记口令可再运行 user reset ${login}`)
  return 0
}

async function add(values: Options, platform: Platform, help: string): Promise<number> {
  const role = roleKeys.find((r): r is Role => r === values.role)
  const password = values['password-env'] ? process.env[values['password-env']] : undefined
  const { login, name, org } = values
  if (!login || !name || !role || !org || !password)
    throw new Error(`${help}\n\n岗位：${roleKeys.map((r) => `${r}（${roles[r]}）`).join('、')}`)
  const fit = Password.safeParse(password)
  if (!fit.success) throw new Error(fit.error.issues[0]?.message)
  if (!isApartFromLogin({ login, password })) throw new Error(loginInside.error)
  const passwordHash = await hashPassword(password)
  return platform(async ({ deps }) => {
    const { accountId } = await inContext(deps, operatorActor, (ctx) =>
      createAccount(ctx, { personName: name, login, passwordHash, role, orgId: org }),
    )
    console.log(`账号 ${login} 已建立（编号 ${accountId}），岗位待安全管理员批准`)
    return 0
  })
}
