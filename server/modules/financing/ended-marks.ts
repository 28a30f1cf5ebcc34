import { sql } from 'kysely'
import * as z from 'zod'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'

/** What stands in place of a basis that rests on a mark which has been repaired or has run out. */
export const endedBasis = '原依据的信用标记已修复或期满，不再展示'

/** The standards of a declaration whose last finding rests on a mark that no longer holds (信用修复管理办法). */
export async function standardsOnEndedMarks(ctx: Ctx, declarationId: string): Promise<Set<number>> {
  // A bank reads no marks; it is told only that one of them has ended.
  const found = await asSystem(ctx, (trx) =>
    rows(
      trx,
      sql`select distinct f.standard from finding f, jsonb_array_elements_text(f.evidence) r (ref)
        join fact_mark m on m.fact_id = case when r.ref ~ '^fact:[0-9]{1,18}$' then substr(r.ref, 6)::bigint end
        where f.declaration_id = ${declarationId}::bigint and not exists (select from open_mark(${ctx.today}::date) o where o.fact_id = m.fact_id and o.until is null)`,
      z.object({ standard: z.int() }),
    ),
  )
  return new Set(found.map((f) => f.standard))
}
