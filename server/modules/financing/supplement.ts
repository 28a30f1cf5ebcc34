import { asSystem, type Ctx } from '#kernel/context.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { Problem } from '#kernel/problem.ts'

const instead = {
  declaration: '请按现有材料作出判断：提请推荐，或说明暂不符合的标准',
  bank_case: '请按现有材料作出决定：登记授信，或说明原因不予授信',
} as const

/**
 * Refuses one more request for papers than the place allows: each sends the firm on its way again and holds a bank's
 * clock, so that asking without end would be deciding never.
 */
export async function requireSupplementLeft(
  ctx: Ctx,
  flow: keyof typeof instead,
  subjectId: string,
): Promise<void> {
  const most = await parameterValue(ctx, 'supplementRequestsMax')
  const { asked } = await asSystem(ctx, (trx) =>
    trx
      .selectFrom('actionLog')
      .select((e) => e.fn.countAll<string>().as('asked'))
      .where('flow', '=', flow)
      .where('subjectId', '=', subjectId)
      .where('action', '=', 'requestSupplement')
      .executeTakeFirstOrThrow(),
  )
  if (Number(asked) >= most)
    throw new Problem('unprocessable', {
      message: `已要求补正 ${asked} 次，达到本地上限，不能再要求；${instead[flow]}`,
    })
}
