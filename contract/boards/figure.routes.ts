import * as z from 'zod'
import { Day, DivisionCode, keysOf, text } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'
import { figureVerdicts } from './figure-check.ts'

export const figureRoutes = {
  checkFigures: route({
    method: 'POST',
    path: '/api/figures/check',
    summary: '数字核对：一段话里的每个数字，是否可能、与系统同名数字是否相符',
    tag: '看板',
    access: 'board.read',
    idempotency: 'natural',
    body: z.strictObject({
      text: text(4000, 1),
      asOf: Day.optional(),
      division: DivisionCode.optional(),
    }),
    response: z.object({
      asOf: Day,
      listName: z.string().nullable().meta({ description: '走访对象清单及版本' }),
      entities: z.int().meta({ description: '登记库主体数：户数的上限' }),
      version: z.int().meta({ description: '登记库版本' }),
      figures: z.array(
        z
          .object({
            text: z.string(),
            at: z.int(),
            exact: z.string().meta({ description: '换算到个、元、%' }),
            name: z.string().nullable(),
            verdict: z.enum(keysOf(figureVerdicts)),
            message: z.string(),
            instead: z.string().nullable(),
            own: z.string().nullable(),
          })
          .meta({ id: 'CheckedFigure' }),
      ),
    }),
  }),
} as const
