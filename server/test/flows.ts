import type * as z from 'zod'
import { allRoutes } from '#contract/index.ts'
import { type Facts, type Flow, refusal } from '#contract/kernel/flow.ts'
import type { FieldError } from '#contract/kernel/problem.ts'
import type { Caller } from './app.ts'

/** What a call is answered: the status, the code of a refusal, and its sentence where the table words it. */
export interface Told {
  status: number
  code?: string
  message?: string
}

/** Facts that stand for “another person must do this”: answered 403, as a want of right. */
const ofPersons = ['checkerDiffers', 'closerDiffers']

/** What the table says an action is answered. */
export function toldBy<S extends string, R extends string, F extends string, A extends string>(
  flow: Flow<S, R, F, A>,
  action: A,
  now: { status: S; role: R; facts: Facts<F> },
): Told {
  const no = refusal(flow, action, now)
  if (no === null) return { status: 200 }
  if (no.code === 'wrong_role') return { status: 403, code: 'forbidden' }
  if (no.code === 'wrong_status') return { status: 409, code: 'wrong_status' }
  if (ofPersons.includes(no.fact)) return { status: 403, code: 'maker_is_checker' }
  return { status: 409, code: 'missing_fact', message: no.message }
}

/** The same of an answer that was received, to be compared; the sentence only where the table has one. */
export function toldIn(
  answer: { status: number; problem?: { code: string; message: string } },
  as: Told,
): Told {
  if (answer.status === 200) return { status: 200 }
  return {
    status: answer.status,
    code: answer.problem?.code,
    ...(as.message === undefined ? {} : { message: answer.problem?.message }),
  }
}

/** A way through a table: the actions one after the other, and the status it ends in. */
export interface Way<S extends string, A extends string> {
  actions: A[]
  statuses: S[]
}

/**
 * Ways from the opening that take every step of the table at least once, each by the shortest path; a way that is the
 * beginning of another is left out.
 */
export function waysOf<S extends string, R extends string, F extends string, A extends string>(
  flow: Flow<S, R, F, A>,
  start: S,
  without: readonly A[] = [],
): Way<S, A>[] {
  const actions = (Object.keys(flow.actions) as A[]).filter((a) => !without.includes(a))
  const reached = new Map<S, Way<S, A>>([[start, { actions: [], statuses: [start] }]])
  const ways: Way<S, A>[] = []
  for (const [status, way] of reached) {
    for (const action of actions.filter((a) => flow.actions[a].from.includes(status))) {
      const to = flow.actions[action].to ?? status
      const next = { actions: [...way.actions, action], statuses: [...way.statuses, to] }
      ways.push(next)
      if (!reached.has(to)) reached.set(to, next)
    }
  }
  return ways.filter((w) => !ways.some((o) => o !== w && begins(o.actions, w.actions)))
}

function begins<T>(long: readonly T[], short: readonly T[]): boolean {
  return long.length > short.length && short.every((x, i) => long[i] === x)
}

/**
 * Leaves out one required field of a form after the other; answers those whose want is not answered 400 with the field's
 * name and a Chinese sentence.
 */
export async function fieldsNotAskedFor(
  who: Caller,
  route: keyof typeof allRoutes,
  form: z.ZodType,
  whole: Record<string, unknown>,
): Promise<string[]> {
  const params = Object.fromEntries(
    [...allRoutes[route].path.matchAll(/\{(\w+)\}/g)].map((m) => [m[1]!, '1']),
  )
  const wrong: string[] = []
  for (const field of requiredFields(form)) {
    const { [field]: _, ...body } = whole
    const { status, problem } = await who.call(route, { params, body })
    const { fields = [] } = (problem.details ?? {}) as { fields?: FieldError[] }
    const named = fields.length === 1 && fields[0]!.field === `body.${field}`
    if (status !== 400 || !named || !/[\u4e00-\u9fff]/.test(fields[0]!.message))
      wrong.push(`${field}: ${status} ${JSON.stringify(problem)}`)
  }
  return wrong
}

/** Those whose schema refuses to be left out. */
function requiredFields(form: z.ZodType): string[] {
  return Object.entries((form as z.ZodObject).shape)
    .filter(([, field]) => !(field as z.ZodType).safeParse(undefined).success)
    .map(([name]) => name)
}

/** The forms of a union, by their action. */
export function formsOf(union: z.ZodType): Map<string, z.ZodObject> {
  const { options } = union as unknown as { options: z.ZodObject[] }
  return new Map(options.map((o) => [(o.shape.action as z.ZodLiteral).value as string, o]))
}
