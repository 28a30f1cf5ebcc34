import { randomBytes } from 'node:crypto'
import { sweepDeadlines } from '#modules/financing/financing.jobs.ts'
import { deliverNotices } from '#modules/organisations/notice.jobs.ts'
import { type Caller, type TestApp, testNow } from './app.ts'
import { anAccount, aWorld, type TestFirm, type World } from './builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aLoan,
  aRefusal,
  type Cast,
  desk,
  office,
  papersComplete,
  pushed,
  recommended,
} from './story.ts'

/** One thing a bank keeps to itself, in every form in which it could slip out. */
export interface Secret {
  bank: 0 | 1
  what: string
  forms: readonly string[]
  /** The name of a person: whoever looks after accounts, or reads the audit, knows it. */
  name?: true
}

export const stages = ['late', 'taken', 'refused', 'declined', 'granted', 'closed', 'both', 'queued'] as const
export type Stage = (typeof stages)[number]

/**
 * A county in which two banks have done everything a bank can do, in words and numbers that occur nowhere else:
 *
 * - late: the main bank let the clock run out and may still decide; the backup bank works on it
 * - taken: so too, and the backup bank has lent; the main bank's case was taken back
 * - refused: refused by the main bank, pushed to the backup bank
 * - declined: the firm declined the main bank, the backup bank has accepted
 * - granted, closed: the main bank has lent; taken a booking back; closed the case
 * - both: refused by both
 * - queued: recommended, not yet pushed to anyone
 */
export interface Rivals {
  world: World
  /** Another county, with two banks of its own. */
  other: World
  cast: Cast
  /** The head of the main branch, who may close what the manager granted. */
  head: Caller
  firms: Record<Stage, TestFirm>
  declarations: Record<Stage, string>
  /** The main bank's case of each firm. */
  cases: Record<Stage, string>
  secrets: Secret[]
}

let amount = 7_341_900

/** Secrets as they are made, each remembered with its bank. */
function keeper(secrets: Secret[]) {
  const keep = (bank: 0 | 1, what: string, forms: string[]) =>
    secrets.push({ bank, what, forms, ...(what === '经办人' ? { name: true } : {}) })
  return {
    keep,
    text(bank: 0 | 1, what: string): string {
      const text = `${what}${randomBytes(6).toString('hex')}`
      keep(bank, what, [text])
      return text
    },
    code(bank: 0 | 1, what: string): string {
      const code = `JJ-${randomBytes(6).toString('hex')}`
      keep(bank, what, [code])
      return code
    },
    /** Fen; in workbooks it stands in 万元. */
    fen(bank: 0 | 1, what: string): string {
      amount -= 17
      keep(bank, what, [`${amount}00`, String(amount / 10_000)])
      return `${amount}00`
    },
  }
}
type Keeper = ReturnType<typeof keeper>

export async function rivals(t: TestApp): Promise<Rivals> {
  const secrets: Secret[] = []
  const k = keeper(secrets)
  t.clock.set(new Date(testNow.getTime() - 40 * 86_400_000))
  const [world, other] = [await aWorld(t), await aWorld(t)]
  const made = await Promise.all(stages.map(async (s) => [s, await world.firm()] as const))
  const firms = Object.fromEntries(made) as Record<Stage, TestFirm>
  // The last list is the one in force, and it is to be this county's.
  const theirs = await other.firm()
  await other.list([theirs])
  await world.list(Object.values(firms))
  let cast = await aCast(world)
  const story = {
    world,
    other,
    firms,
    declarations: {} as Record<Stage, string>,
    cases: {} as Record<Stage, string>,
    secrets,
  }
  const begin = async (stage: Stage) => {
    const declaration = await aDeclaration(world, cast, firms[stage])
    story.declarations[stage] = declaration
    story.cases[stage] = await (stage === 'queued' ? recommended : pushed)(world, cast, declaration)
  }
  for (const stage of ['late', 'taken'] as const) {
    await begin(stage)
    await desk(cast.main, story.cases[stage], { action: 'accept' })
    await desk(cast.main, story.cases[stage], {
      action: 'contact',
      how: 'phone',
      note: k.text(0, '对接备注'),
    })
  }
  t.clock.set(testNow)
  await sweepDeadlines(t.deps)
  // Sessions do not live for forty days.
  const again = (who: Caller) => t.signIn(who.accountId!)
  cast = {
    reviewer: await again(cast.reviewer),
    checker: await again(cast.checker),
    main: await again(cast.main),
    backup: await again(cast.backup),
  }
  for (const stage of stages.filter((s) => s !== 'late' && s !== 'taken')) await begin(stage)
  const head = await world.staff('bank_branch', world.banks[0].branchId)
  const all: Rivals = { ...story, cast, head }
  await nameStaff(t, all, k)
  await mainBankActs(all, k)
  await backupBankActs(all, k)
  await strangers(other, theirs)
  await deliverNotices(t.deps)
  return all
}

/** Who sits at a bank is the bank's own business too. */
async function nameStaff(t: TestApp, { cast, head }: Rivals, k: Keeper): Promise<void> {
  const people = [
    [0, cast.main],
    [0, head],
    [1, cast.backup],
  ] as const
  for (const [bank, who] of people)
    await t.owner.query(
      'update person set name = $1 where id = (select person_id from account where id = $2)',
      [k.text(bank, '经办人'), who.accountId],
    )
}

/** A refusal with every field filled in. */
const refusal = (k: Keeper, bank: 0 | 1, reason: string, label: string) => {
  k.keep(bank, '原因', [reason, label])
  return {
    ...aRefusal,
    reasons: [reason],
    facts: `近六个月流水${k.text(bank, '事实依据')}`,
    repairOwner: k.text(bank, '建议部门'),
    repairAdvice: k.text(bank, '建议措施'),
    explainedOn: '2026-11-19',
    explainedHow: 'letter',
  }
}

/** A grant whose numbers are nobody else's. */
const grant = (k: Keeper, bank: 0 | 1, rateBp: number, termMonths: number) => {
  k.keep(bank, '利率', [`"rateBp":${rateBp}`, `>${rateBp / 10_000}<`])
  k.keep(bank, '期限', [`"termMonths":${termMonths}`, `<v>${termMonths}</v>`])
  return {
    ...aGrant,
    creditFen: k.fen(bank, '授信金额'),
    rateBp,
    termMonths,
    product: k.text(bank, '产品'),
    guarantee: 'surety',
  }
}

async function mainBankActs(r: Rivals, k: Keeper): Promise<void> {
  const { main } = r.cast
  const at = (stage: Stage, body: Record<string, unknown>, who = main) => desk(who, r.cases[stage], body)
  for (const stage of ['refused', 'both', 'granted', 'closed'] as const)
    await papersComplete(main, r.cases[stage])
  await at('refused', refusal(k, 0, 'security.collateral', '抵押物不足'))
  await at('both', refusal(k, 0, 'finance.manyLenders', '多头授信'))
  await at('declined', { action: 'enterpriseDecline', declineReason: 'price', note: k.text(0, '放弃说明') })
  await at('granted', grant(k, 0, 1733, 317))
  await at('granted', aLoan('2026-11-20', k.code(0, '借据'), k.fen(0, '放款金额')))
  const { disbursements } = await main.ok('getDeskCase', { params: { caseId: r.cases.granted } })
  const reversal = { action: 'reverse', disbursementId: disbursements[0]!.id, reason: k.text(0, '冲正原因') }
  await at('granted', reversal)
  await at('closed', grant(k, 0, 1877, 311))
  await at('closed', { action: 'close', reason: k.text(0, '办结说明') }, r.head)
}

async function backupBankActs(r: Rivals, k: Keeper): Promise<void> {
  const { backup } = r.cast
  const { rows } = await backup.ok('listDeskCases', { query: { limit: '100' } })
  const at = (stage: Stage, body: Record<string, unknown>) =>
    desk(backup, rows.find((c) => c.declarationId === r.declarations[stage])!.id, body)
  for (const stage of ['late', 'taken', 'both', 'declined'] as const) {
    await at(stage, { action: 'accept' })
    if (stage === 'declined') continue
    await at(stage, { action: 'contact', how: 'visit', note: k.text(1, '对接备注') })
    await at(stage, { action: 'completeDocs' })
  }
  await at('late', { action: 'requestSupplement', reason: k.text(1, '补充材料') })
  await at('taken', grant(k, 1, 1913, 307))
  await at('taken', aLoan('2026-11-20', k.code(1, '借据'), k.fen(1, '放款金额')))
  await at('both', refusal(k, 1, 'policy.concentration', '集中度或额度限制'))
}

/** Two banks and a firm elsewhere, so that nobody's pages are empty. */
async function strangers(other: World, firm: TestFirm): Promise<void> {
  const cast = await aCast(other)
  const caseId = await pushed(other, cast, await aDeclaration(other, cast, firm))
  await desk(cast.main, caseId, { action: 'accept' })
  const queued = await recommended(other, cast, await aDeclaration(other, cast, await other.firm()))
  await office(cast.checker, queued, { action: 'recall', reason: '企业要求缓一缓' })
}

/** The firm's own account. */
export async function firmAccount(t: TestApp, firm: TestFirm): Promise<Caller> {
  const { rows } = await t.owner.query<{ id: string }>(
    "insert into org (kind, name, entity_id, created_at) values ('firm', $1, $2, now()) returning id",
    [firm.name, firm.id],
  )
  return t.signIn(await anAccount(t, 'enterprise', rows[0]!.id))
}
