import type { NeedType } from '#contract/financing/words.ts'
import { inContext } from '#kernel/context.ts'
import { actOnDeclaration, createDeclaration } from '../modules/financing/declaration.commands.ts'
import { addFinding } from '../modules/financing/finding.commands.ts'
import { approveRecommendations } from '../modules/financing/recommendation.commands.ts'
import { suggestStandards } from '../modules/financing/standards.queries.ts'
import { workCase } from './life.bank.ts'
import { countyOf, type LiveTarget, later, type Scene } from './scene.ts'

const purposes = {
  working: ['materials', '采购原料，按月结算，销售回款还款'],
  fixed: ['equipment', '购置数控设备一台，合同已签'],
  renewal: ['materials', '原贷款到期，继续用于进货'],
} as const

/** From a visit with a need to the recommended list: filled in by the team, reviewed by one, approved by another. */
export async function declareFirm(scene: Scene & { visitId: string }, target: LiveTarget): Promise<void> {
  const team = scene.crew.county(countyOf(target))!
  const { random } = scene
  const needType: NeedType =
    random.fraction() < 0.8 ? 'working' : random.fraction() < 0.6 ? 'fixed' : 'renewal'
  const [purposeKind, purpose] = purposes[needType as keyof typeof purposes]
  const provideTo = random.fraction() < 0.85 ? [target.mainBankId, target.backupBankId] : [target.mainBankId]
  const visit = await scene.deps.system
    .selectFrom('visit')
    .select('needFen')
    .where('id', '=', scene.visitId)
    .executeTakeFirstOrThrow()
  const id = await inContext(scene.deps, team.visitor, (ctx) =>
    createDeclaration(ctx, {
      targetId: target.id,
      visitId: scene.visitId,
      needType,
      amountFen: visit.needFen ?? '50000000',
      termMonths: needType === 'fixed' ? 36 : 12,
      purposeKind,
      purpose,
      guarantee: random.fraction() < 0.5 ? 'credit' : 'mortgage',
      firstLoanClaimed: random.fraction() < 0.3,
      contactName: `${target.name.slice(0, 1)}经理`,
      contactPhone: `139${String(10_000_000 + random.below(89_999_999))}`,
      acceptsOther: true,
      consent: { channel: 'onsite', signer: `${target.name.slice(0, 1)}经理`, collect: true, provideTo },
      submit: true,
    }),
  )
  scene.diary.add(later(scene, 1 + random.below(3)), (s) => review(s, id, target))
}

async function review(scene: Scene, id: string, target: LiveTarget): Promise<void> {
  const team = scene.crew.county(countyOf(target))!
  const version = () => versionOf(scene, id)
  await inContext(scene.deps, team.reviewer, async (ctx) =>
    actOnDeclaration(ctx, id, { action: 'accept', version: await version() }),
  )
  scene.diary.add(later(scene, 1 + scene.random.below(3)), (s) => conclude(s, id, target))
}

/** The reviewer follows what the facts suggest; what stays open is asked of the firm, what fails is proposed as such. */
async function conclude(scene: Scene, id: string, target: LiveTarget): Promise<void> {
  const team = scene.crew.county(countyOf(target))!
  const d = await scene.deps.system
    .selectFrom('declaration')
    .select(['entityId', 'purposeKind', 'ordersNote', 'amountFen'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const suggestions = await inContext(scene.deps, team.reviewer, (ctx) => suggestStandards(ctx, d))
  for (const [i, s] of suggestions.entries()) {
    const unmet = s.result === 'unmet' && !s.needsOverride
    const open = s.result === 'insufficient' || s.evidence.length === 0
    const shown = s.evidence.map((e) => e.ref)
    await inContext(scene.deps, team.reviewer, async (ctx) =>
      addFinding(ctx, id, {
        version: await versionOf(scene, id),
        standard: i + 1,
        result: unmet ? 'unmet' : 'met',
        basis: open ? '企业补充材料后核实无误' : s.why,
        evidence: open ? [...shown, 'note:企业补充的材料，现场核实并留存'] : shown,
        ...(s.needsOverride ? { overrideReason: '成立时间短，但订单与经营情况经核实' } : {}),
      }),
    )
  }
  const fails = suggestions.some((s) => s.result === 'unmet' && !s.needsOverride)
  await inContext(scene.deps, team.reviewer, async (ctx) =>
    fails
      ? actOnDeclaration(ctx, id, {
          action: 'proposeIneligible',
          version: await versionOf(scene, id),
          reason: '有标准不通过，先辅导整改',
        })
      : actOnDeclaration(ctx, id, {
          action: 'propose',
          version: await versionOf(scene, id),
          mainBranchId: target.mainBranchId,
          backupBranchId: target.backupBranchId,
          recommendedFen: d.amountFen,
          reason: '五项标准通过，需求真实',
        }),
  )
  scene.diary.add(later(scene, scene.random.below(3)), (s) => approve(s, id, target, fails))
}

async function approve(scene: Scene, id: string, target: LiveTarget, fails: boolean): Promise<void> {
  const team = scene.crew.county(countyOf(target))!
  const version = await versionOf(scene, id)
  if (fails)
    return inContext(scene.deps, team.checker, (ctx) =>
      actOnDeclaration(ctx, id, { action: 'confirmIneligible', version }),
    )
  await inContext(scene.deps, team.checker, (ctx) => approveRecommendations(ctx, [{ id, version }]))
  scene.diary.add(later(scene, scene.random.below(3)), (s) => workCase(s, id, target))
}

async function versionOf(scene: Scene, id: string): Promise<number> {
  const row = await scene.deps.system
    .selectFrom('declaration')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.version
}
