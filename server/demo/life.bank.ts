import type { DeskActionInput } from '#contract/financing/case.routes.ts'
import type { RefusalReason } from '#contract/financing/words.ts'
import { addMonths, businessDay } from '#contract/kernel/deadline.ts'
import { inContext } from '#kernel/context.ts'
import { actOnCase, actOnDeskCase } from '../modules/financing/bank-case.commands.ts'
import { countyOf, type LiveTarget, later, type Scene } from './scene.ts'

type Without<T> = T extends unknown ? Omit<T, 'version'> : never

const refusals: readonly { reasons: RefusalReason[]; facts: string; repairable: boolean }[] = [
  {
    reasons: ['security.collateral'],
    facts: '拟抵押房产评估值 60 万元，已有他行抵押，余值不足以覆盖申请金额',
    repairable: true,
  },
  {
    reasons: ['finance.cashFlow'],
    facts: '近六个月对公流水月均 3.2 万元，与申报营业收入差距较大',
    repairable: false,
  },
  {
    reasons: ['finance.revenue', 'finance.books'],
    facts: '仅提供手工账，无法核实年营业收入，纳税申报收入为 18 万元',
    repairable: true,
  },
  {
    reasons: ['credit.taxArrears'],
    facts: '税务系统显示 2 季度增值税 4.1 万元逾期未缴，需缴清后重新提交',
    repairable: true,
  },
  {
    reasons: ['need.papers'],
    facts: '多次联系后仍未提供购销合同与近一年流水，无法完成调查',
    repairable: true,
  },
]

/** The county pushes the case; the main bank works on it, and so does the backup when its turn comes. */
export async function workCase(scene: Scene, declarationId: string, target: LiveTarget): Promise<void> {
  const team = scene.crew.county(countyOf(target))!
  const main = await scene.deps.system
    .selectFrom('bankCase')
    .select(['id', 'version'])
    .where('declarationId', '=', declarationId)
    .where('part', '=', 'main')
    .executeTakeFirst()
  if (!main) return
  await inContext(scene.deps, team.checker, (ctx) =>
    actOnCase(ctx, main.id, { action: 'push', version: main.version }),
  )
  scene.diary.add(later(scene, 1 + scene.random.below(3)), (s) =>
    acceptCase(s, main.id, target.mainBranchId, { declarationId, target }),
  )
}

interface Story {
  declarationId: string
  target: LiveTarget
}

async function act(
  scene: Scene,
  caseId: string,
  branchId: string,
  input: Without<DeskActionInput>,
): Promise<boolean> {
  const row = await scene.deps.system
    .selectFrom('bankCase')
    .select(['version', 'status', 'assignedTo'])
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow()
  if (row.assignedTo !== null) return false
  const actor = await scene.crew.manager(branchId)
  await inContext(scene.deps, actor, (ctx) =>
    actOnDeskCase(ctx, caseId, { ...input, version: row.version } as DeskActionInput),
  )
  return true
}

async function statusOf(scene: Scene, caseId: string): Promise<string> {
  const row = await scene.deps.system
    .selectFrom('bankCase')
    .select('status')
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow()
  return row.status
}

async function acceptCase(scene: Scene, caseId: string, branchId: string, story: Story): Promise<void> {
  if ((await statusOf(scene, caseId)) !== 'pushed') return
  // One bank in twenty never answers: the clock passes the firm on.
  if (scene.random.fraction() < 0.05) return watchBackup(scene, story, 35)
  await act(scene, caseId, branchId, { action: 'accept' })
  scene.diary.add(later(scene, 1), async (s) => {
    if ((await statusOf(s, caseId)) !== 'accepted') return
    await act(s, caseId, branchId, { action: 'contact', how: 'visit' })
    s.diary.add(later(s, 2 + s.random.below(6)), (n) => papers(n, caseId, branchId, story))
  })
}

async function papers(scene: Scene, caseId: string, branchId: string, story: Story): Promise<void> {
  if ((await statusOf(scene, caseId)) !== 'contacted') return
  await act(scene, caseId, branchId, { action: 'completeDocs' })
  scene.diary.add(later(scene, 1 + scene.random.below(3)), async (s) => {
    if ((await statusOf(s, caseId)) !== 'docsComplete') return
    await act(s, caseId, branchId, { action: 'startApproval' })
    s.diary.add(later(s, 2 + s.random.below(s.random.fraction() < 0.15 ? 30 : 8)), (n) =>
      decide(n, caseId, branchId, story),
    )
  })
}

async function decide(scene: Scene, caseId: string, branchId: string, story: Story): Promise<void> {
  if (!['underApproval', 'expired'].includes(await statusOf(scene, caseId))) return
  const { random } = scene
  const d = await scene.deps.system
    .selectFrom('declaration')
    .select(['amountFen', 'termMonths', 'status'])
    .where('id', '=', story.declarationId)
    .executeTakeFirstOrThrow()
  if (random.fraction() < 0.16) {
    const refusal = refusals[random.below(refusals.length)]!
    await act(scene, caseId, branchId, {
      action: 'refuse',
      ...refusal,
      explainedOn: businessDay(scene.at),
      explainedHow: 'phone',
    })
    return watchBackup(scene, story, 1)
  }
  if (!['recommended', 'awaitingConsultation'].includes(d.status)) return
  const loans = await scene.deps.system
    .selectFrom('factLoan')
    .select('factId')
    .where('entityId', '=', story.target.entityId)
    .executeTakeFirst()
  const credit = (BigInt(d.amountFen) * BigInt(70 + random.below(31))) / 100n / 1_000_000n
  const creditFen = String((credit > 0n ? credit : 1n) * 1_000_000n)
  const rateBp = 290 + random.below(130)
  const firstLoan = !loans && random.fraction() < 0.25
  const guarantee = random.fraction() < 0.5 ? 'credit' : 'mortgage'
  await act(scene, caseId, branchId, {
    action: 'grant',
    creditFen,
    revolving: random.fraction() < 0.2,
    rateBp,
    termMonths: d.termMonths,
    guarantee,
    firstLoan,
    product: '小微快贷',
  })
  if (random.fraction() < 0.9)
    scene.diary.add(later(scene, 1 + random.below(4)), (s) =>
      lend(s, caseId, branchId, { creditFen, rateBp, firstLoan, guarantee, months: d.termMonths }),
    )
}

async function lend(
  scene: Scene,
  caseId: string,
  branchId: string,
  loan: {
    creditFen: string
    rateBp: number
    firstLoan: boolean
    guarantee: 'credit' | 'mortgage'
    months: number
  },
): Promise<void> {
  if ((await statusOf(scene, caseId)) !== 'granted') return
  const share = BigInt(60 + scene.random.below(5) * 10)
  const on = businessDay(scene.at)
  await act(scene, caseId, branchId, {
    action: 'disburse',
    noteNo: `YZ${on.replaceAll('-', '')}${caseId.padStart(6, '0')}`,
    amountFen: String((BigInt(loan.creditFen) * share) / 100n),
    disbursedOn: on,
    maturesOn: addMonths(on, loan.months),
    rateBp: loan.rateBp,
    guarantee: loan.guarantee,
    firstLoan: loan.firstLoan,
    renewal: false,
  })
}

/** Looks whether the backup bank has been given the firm, and lets it go to work. */
async function watchBackup(scene: Scene, story: Story, days: number): Promise<void> {
  scene.diary.add(later(scene, days), async (s) => {
    const backup = await s.deps.system
      .selectFrom('bankCase')
      .select(['id', 'status', 'branchId'])
      .where('declarationId', '=', story.declarationId)
      .where('part', '=', 'backup')
      .executeTakeFirst()
    if (backup?.status === 'pushed') await acceptCase(s, backup.id, backup.branchId, story)
  })
}
