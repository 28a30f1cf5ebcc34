import { sql } from 'kysely'
import * as z from 'zod'
import { judgeFigure, type KnownFigures, nameOf } from '#contract/boards/figure-check.ts'
import { familyOf, type Quantity, readFigures, type Unit } from '#contract/kernel/figures.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { getFunnel } from './funnel.queries.ts'

/** Every figure of a text against the board of that day, as the caller sees it, and the size of the registry. */
export async function checkFigures(ctx: Ctx, input: { text: string; asOf?: string; division?: string }) {
  // How many firms there are is nobody's secret; a bank or a county would count its own alone.
  const [registry] = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select (select count(*)::int from entity where status = 'live') as entities, coalesce((select max(no) from registry_version), 0) as version`,
      z.object({ entities: z.int(), version: z.int() }),
    ),
  )
  const funnel = await getFunnel(ctx, { asOf: input.asOf, division: input.division, by: 'county' })
  const known: KnownFigures = {
    ...registry!,
    counts: funnel.total.counts,
    rates: Object.fromEntries(funnel.total.rates.map((r) => [r.key, r])) as unknown as KnownFigures['rates'],
  }
  const sentence = input.text.normalize('NFKC')
  return {
    asOf: funnel.asOf,
    listName: funnel.listName,
    ...registry!,
    figures: readFigures(sentence).map((f) => ({
      text: f.text,
      at: f.at,
      exact: exactText(f.quantity),
      ...judgeFigure(f, nameOf(sentence, f), known),
    })),
  }
}

/** In the smallest unit of its family, so that nothing is left to guess. */
function exactText(q: Quantity<Unit>): string {
  return String(q.in(familyOf(q.unit) as never))
}
