import { NewVisit } from '#contract/visits/routes.ts'
import type { Outcome } from '#contract/visits/words.ts'
import { inContext } from '#kernel/context.ts'
import { recordVisit } from '../modules/visits/visits.commands.ts'
import { countyOf, type LiveTarget, later, type Scene } from './scene.ts'

const missed: readonly Outcome[] = ['suspended', 'moved', 'notFound', 'refusedVisit', 'shell']
const uses = ['进原料', '旺季备货', '更新设备', '周转资金', '扩建厂房', '履行新订单']
const problems = [
  { category: 'market', description: '订单减少，库存积压', solvedOnSpot: false },
  { category: 'receivables', description: '货款回收慢，有一笔超过半年', solvedOnSpot: false },
  { category: 'labour', description: '旺季招工难', solvedOnSpot: false },
  { category: 'policy', description: '不了解贴息政策', solvedOnSpot: true },
  { category: 'land', description: '厂房没有产权证，不能抵押', solvedOnSpot: false },
] as const

/** One visit by the county's team or, now and then, by the main bank; a firm in need is declared within days. */
export async function visitFirm(
  scene: Scene,
  target: LiveTarget,
  declare: (scene: Scene & { visitId: string }) => Promise<void>,
): Promise<void> {
  const { random } = scene
  const team = scene.crew.county(countyOf(target))
  if (!team) return
  const actor = random.fraction() < 0.25 ? await scene.crew.manager(target.mainBranchId) : team.visitor
  const open = random.fraction() < 0.88
  const need = open && random.fraction() < 0.14
  const visit = NewVisit.parse({
    instanceId: uuidOf(random),
    targetId: target.id,
    mode: 'onsite',
    outcome: open ? 'normal' : missed[random.below(missed.length)]!,
    occurredAt: scene.at.toISOString(),
    companions: random.fraction() < 0.5 ? ['镇街干部'] : [],
    ...(open ? business(scene, need) : {}),
    observations: open ? observations(scene, need) : [],
    problems: open && random.fraction() < 0.12 ? [problems[random.below(problems.length)]!] : [],
  })
  const visitId = await inContext(scene.deps, actor, (ctx) => recordVisit(ctx, visit))
  if (need && random.fraction() < 0.9)
    scene.diary.add(later(scene, random.below(4)), (s) => declare({ ...s, visitId }))
}

function business(scene: Scene, need: boolean) {
  const { random } = scene
  const wan = (2 + random.below(40)) * (random.fraction() < 0.3 ? 10 : 1) * 5
  return {
    employees: 1 + random.below(30),
    revenueFen: String((20 + random.below(800)) * 1_000_000),
    assetsFen: String((10 + random.below(500)) * 1_000_000),
    operation: (['growing', 'steady', 'steady', 'shrinking'] as const)[random.below(4)]!,
    outlook: (['good', 'fair', 'fair', 'poor'] as const)[random.below(4)]!,
    hasNeed: need,
    ...(need
      ? { needFen: String(wan * 1_000_000), needUse: uses[random.below(uses.length)]! }
      : { noNeedReason: (['enough', 'hasCredit', 'price', 'noPlan'] as const)[random.below(4)]! }),
  }
}

function observations(scene: Scene, need: boolean) {
  return [1, 2, 3, 4, 5].map((standard) => {
    const good = scene.random.fraction() < (need ? 0.96 : 0.9)
    return {
      standard,
      result: good ? ('met' as const) : ('doubtful' as const),
      basis: good ? '现场查看属实' : '需补充材料',
    }
  })
}

/** A version-4 identifier drawn from the city's own chance, so that the same seed writes the same life. */
export function uuidOf(random: Scene['random']): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16))
  hex[12] = '4'
  hex[16] = '8'
  const text = hex.join('')
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}
