import { beforeAll, describe, expect, test } from 'vitest'
import {
  type DeclarationAction,
  type DeclarationFact,
  type DeclarationStatus,
  declarationFlow,
} from '#contract/financing/declaration.flow.ts'
import { DeclarationActionInput } from '#contract/financing/declaration.routes.ts'
import { allRoutes } from '#contract/index.ts'
import { type Facts, offeredActions } from '#contract/kernel/flow.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anAccount, aWorld, type TestFirm, type World } from '#test/builders.ts'
import { fieldsNotAskedFor, formsOf, toldBy, toldIn, type Way, waysOf } from '#test/flows.ts'
import { aCast, aDeclaration, aGrant, aNeed, type Cast, desk, office, papersComplete } from '#test/story.ts'

/** The table of the declaration, met over HTTP: each status, each post that may read one, each action. */
const t = testApp()
const actionForms = formsOf(DeclarationActionInput)
const names = Object.keys(declarationFlow.actions) as DeclarationAction[]
type DeclarationWay = Way<DeclarationStatus, DeclarationAction>

const posts = [
  'county_reviewer',
  'county_coordinator',
  'county_visitor',
  'town_officer',
  'grid_worker',
  'city_office',
  'regulator',
  'enterprise',
] as const
type Post = (typeof posts)[number]

let world: World
let cast: Cast
const offices = {} as Record<Post, Caller>

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  for (const post of posts.slice(0, -1)) offices[post] = await world.staff(post)
  offices.county_reviewer = cast.reviewer
  offices.county_coordinator = cast.checker
})

/** The firm's own account. */
async function firmAccount(firm: TestFirm): Promise<Caller> {
  const { rows } = await t.owner.query<{ id: string }>(
    "insert into org (kind, name, entity_id, created_at) values ('firm', $1, $2, now()) returning id",
    [firm.name, firm.id],
  )
  return t.signIn(await anAccount(t, 'enterprise', rows[0]!.id))
}

interface Story {
  id: string
  who: Record<Post, Caller>
}
interface Now {
  status: DeclarationStatus
  version: number
  verified: boolean
  standards: string[]
}

async function read({ id }: Story): Promise<Now> {
  const { rows } = await t.owner.query<Now>(
    `select status, version, verified_at is not null as verified,
      array(select f.result from finding f where f.declaration_id = d.id and not exists
        (select 1 from finding n where n.declaration_id = d.id and n.standard = f.standard and n.id > f.id)) as standards
      from declaration d where id = $1`,
    [id],
  )
  return rows[0]!
}

const bodies: Record<DeclarationAction, () => object> = {
  submit: () => ({}),
  failPrecheck: () => ({ reason: '资料有缺' }),
  verify: () => ({ how: 'registryPhone' }),
  accept: () => ({}),
  requestSupplement: () => ({ reason: '请补充租赁合同' }),
  supplement: () => ({ note: '合同已补' }),
  propose: () => ({
    mainBranchId: world.banks[0].branchId,
    backupBranchId: world.banks[1].branchId,
    recommendedFen: '40000000',
    reason: '订单充足，经营稳定',
  }),
  proposeIneligible: () => ({ reason: '用途不在经营范围内' }),
  sendBack: () => ({ reason: '请核对用途' }),
  confirmIneligible: () => ({}),
  withdraw: () => ({ reason: '需求已消失' }),
  approve: () => ({}),
  credit: () => ({}),
  exhaust: () => ({}),
  merge: () => ({}),
}

async function send(who: Caller, action: DeclarationAction, id: string, version: number) {
  if (action === 'approve')
    return who.call('approveRecommendations', { body: { declarations: [{ id, version }] } })
  const body = { ...bodies[action](), action, version }
  return who.call('actOnDeclaration', { params: { declarationId: id }, body })
}

/** What holds in these stories; the reviewer proposes, so to the reviewer the checker is the same person. */
function factsFor(post: Post, now: Now): Facts<DeclarationFact> {
  const met = now.standards.filter((r) => r === 'met').length === 5
  return {
    collectConsent: true,
    mainConsent: true,
    banksNamed: true,
    verified: now.verified,
    allStandardsMet: met,
    someStandardUnmet: now.standards.includes('unmet'),
    checkerDiffers: post !== 'county_reviewer',
  }
}

/** Where the status allows an action every post tries it; where it does not, the posts take turns. */
function triesOf(post: Post, status: DeclarationStatus): DeclarationAction[] {
  const turn = Object.keys(declarationFlow.statuses).indexOf(status) + posts.indexOf(post)
  return names.filter(
    (a, i) => declarationFlow.actions[a].from.includes(status) || (i + turn) % posts.length === 0,
  )
}

async function meetTable(story: Story): Promise<void> {
  const now = await read(story)
  for (const post of posts) {
    const facts = factsFor(post, now)
    const state = { status: now.status, role: post, facts }
    for (const action of triesOf(post, now.status)) {
      const told = `${now.status}: ${action} by ${post}`
      const want = toldBy(declarationFlow, action, state)
      const version = want.status === 200 ? now.version + 1 : now.version
      const answer = await send(story.who[post], action, story.id, version)
      const hasForm = action === 'approve' || actionForms.has(action)
      if (!hasForm) expect(answer.status, told).toBe(400)
      else if (action === 'approve' && (post === 'county_visitor' || !post.startsWith('county_')))
        expect(answer.status, told).toBe(403)
      else if (want.status !== 200) expect(toldIn(answer, want), told).toEqual(want)
      else
        expect([answer.status, answer.problem.code, answer.problem.details], told).toEqual([
          409,
          'stale_version',
          { version: now.version },
        ])
    }
    const view = await story.who[post].ok('getDeclaration', { params: { declarationId: story.id } })
    // Done once, it is not offered again; the maker is not offered what only another may do.
    const offered = offeredActions(declarationFlow, state).filter(
      (a) =>
        (a.action !== 'verify' || !now.verified) && (a.action !== 'approve' || post !== 'county_reviewer'),
    )
    expect(view.actions, `${now.status} offers ${post}`).toEqual(offered)
  }
  expect(await read(story), 'nothing was changed by being refused').toEqual(now)
}

/** What a step stands on: verified before it is accepted, findings before a conclusion, a bank's word before the end. */
const before: Partial<Record<DeclarationAction, (story: Story, now: Now) => Promise<void>>> = {
  accept: async (story, now) => {
    if (!now.verified) await send(story.who.county_reviewer, 'verify', story.id, now.version)
  },
  propose: (story) => find(story, [1, 2, 3, 4, 5], 'met'),
  proposeIneligible: (story) => find(story, [5], 'unmet'),
}

async function find({ id }: Story, standards: number[], result: string): Promise<void> {
  const params = { declarationId: id }
  for (const standard of standards) {
    const { version } = await read({ id } as Story)
    await cast.reviewer.ok('addFinding', {
      params,
      body: { version, standard, result, basis: '核对材料', evidence: ['note:合同与发票'] },
    })
  }
}

async function step(story: Story, action: DeclarationAction, turn: number): Promise<void> {
  await before[action]?.(story, await read(story))
  const by: readonly string[] = declarationFlow.actions[action].by
  const checks = ['approve', 'sendBack', 'confirmIneligible'].includes(action)
  const allowed = posts.filter((p) => by.includes(p) && (!checks || p !== 'county_reviewer'))
  if (action === 'exhaust') return exhaust(story)
  const post = allowed[turn % allowed.length]!
  const answer = await send(story.who[post], action, story.id, (await read(story)).version)
  expect(answer.status, `${action} by ${post}: ${JSON.stringify(answer.problem)}`).toBe(200)
}

async function caseOf(story: Story): Promise<string> {
  const { rows } = await t.owner.query<{ id: string }>(
    'select id::text from bank_case where declaration_id = $1 order by id desc limit 1',
    [story.id],
  )
  return rows[0]!.id
}

/** Both banks' cases are taken back: nobody is left to work on it. */
async function exhaust(story: Story): Promise<void> {
  for (const reason of ['主办行网点撤并', '备选行网点撤并'])
    await office(cast.checker, await caseOf(story), { action: 'recall', reason })
}

const met = new Set<DeclarationStatus>()
async function meet(story: Story): Promise<void> {
  const { status } = await read(story)
  if (met.has(status)) return
  met.add(status)
  await meetTable(story)
}

async function begin(over: Record<string, unknown> = { submit: false }): Promise<Story> {
  const firm = await world.firm()
  const id = await aDeclaration(world, cast, firm, over)
  return { id, who: { ...offices, enterprise: await firmAccount(firm) } }
}

const ways: DeclarationWay[] = waysOf(declarationFlow, 'drafted', ['credit', 'merge'])

describe('each step of the table is taken', () => {
  test.each(ways.map((w) => [w.actions.join(' → '), w] as const))('%s', async (_, way) => {
    const story = await begin()
    for (const [i, action] of way.actions.entries()) {
      await meet(story)
      await step(story, action, i + way.actions.length)
      expect((await read(story)).status, action).toBe(way.statuses[i + 1])
    }
    await meet(story)
  })

  test('a bank’s grant ends it as credited', async () => {
    const story = await begin()
    for (const action of ['submit', 'accept', 'propose', 'approve'] as const) await step(story, action, 0)
    const caseId = await caseOf(story)
    await office(cast.checker, caseId, { action: 'push' })
    await papersComplete(cast.main, caseId)
    await desk(cast.main, caseId, aGrant)
    expect((await read(story)).status).toBe('credited')
    await meet(story)
  })

  test('a second one is refused at a desk; from the portal it waits, and is merged once the first is verified', async () => {
    const firm = await world.firm()
    const first = await aDeclaration(world, cast, firm)
    const again = await cast.reviewer.call('createDeclaration', {
      body: { entityId: firm.id, ...aNeed(), submit: false },
    })
    const { no } = await cast.reviewer.ok('getDeclaration', { params: { declarationId: first } })
    expect(again.problem).toMatchObject({ code: 'duplicate', message: expect.stringContaining(no) as string })
    await t.anonymous.ok('portalDeclare', {
      body: {
        firmName: firm.name,
        code: firm.uscc,
        division: world.towns[0],
        ...aNeed(),
        wishBankIds: [],
        collectConsent: true,
        provideConsents: [],
        signer: '张三',
      },
    })
    const { rows } = await t.owner.query<{ id: string; status: string }>(
      'select id::text, status from declaration where entity_id = $1 and id <> $2',
      [firm.id, first],
    )
    expect(rows.map((r) => r.status)).toEqual(['submitted'])
    const body = { action: 'verify', version: 2, how: 'registryPhone' }
    await cast.reviewer.ok('actOnDeclaration', { params: { declarationId: first }, body })
    expect((await read({ id: rows[0]!.id, who: offices })).status).toBe('merged')
    await meet({ id: rows[0]!.id, who: { ...offices, enterprise: await firmAccount(firm) } })
  })

  test('no status is left out', () => {
    expect(Object.keys(declarationFlow.statuses).filter((s) => !met.has(s as DeclarationStatus))).toEqual([])
  })
})

test.each([...actionForms.keys()] as DeclarationAction[])(
  'what “%s” needs is asked for by name',
  async (action) => {
    const whole = { action, version: 1, ...bodies[action]() }
    const form = actionForms.get(action)!
    expect(await fieldsNotAskedFor(cast.reviewer, 'actOnDeclaration', form, whole)).toEqual([])
  },
)

test('so is what a declaration, a finding and a consent need', async () => {
  const finding = { version: 1, standard: 1, result: 'met', basis: '核对材料', evidence: [] }
  const consent = { bankId: '1', channel: 'onsite', signer: '张三' }
  for (const [route, whole] of [
    ['createDeclaration', { entityId: '1', ...aNeed(), submit: false }],
    ['addFinding', finding],
    ['addConsent', consent],
    ['approveRecommendations', { declarations: [{ id: '1', version: 1 }] }],
  ] as const)
    expect(await fieldsNotAskedFor(cast.reviewer, route, allRoutes[route].body, whole), route).toEqual([])
})
