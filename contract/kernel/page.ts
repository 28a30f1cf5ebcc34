import * as z from 'zod'

export const pageQuery = {
  cursor: z.string().max(600).optional().meta({ description: '上一页给出的游标' }),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .optional()
    .meta({ description: '每页行数，1–100，默认 50' }),
}

/** One page of a list: keyset paging, the cursor is signed and bound to user and filter. */
export function Page<T extends z.ZodType>(row: T) {
  return z.object({ rows: z.array(row), nextCursor: z.string().nullable() })
}
