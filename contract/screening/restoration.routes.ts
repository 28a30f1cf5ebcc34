import * as z from 'zod'
import { Day, DivisionCode, Id } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'

/** A firm the last screening left out only because of a mark that has ended since. */
export const Restoration = z
  .object({
    entityId: Id,
    name: z.string(),
    uscc: z.string().nullable(),
    place: z.string(),
    runId: Id,
    asOf: Day,
    endedOn: Day,
    reason: z.string(),
  })
  .meta({ id: 'Restoration' })

export const restorationRoutes = {
  listRestorations: route({
    method: 'GET',
    path: '/api/screening/restorations',
    summary: '可恢复的主体：只因失信标记被剔除，而标记其后已修复或期满',
    tag: '筛查',
    access: 'screening.read',
    query: z.strictObject({ division: DivisionCode.optional(), ...pageQuery }),
    response: Page(Restoration),
  }),
} as const
