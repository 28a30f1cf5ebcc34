import { sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'

export interface Place {
  code: string
  name: string
  level: string
  parent: string | null
}

const refuse = (message: string) => new Problem('unprocessable', { message })

/** A merge joins two places of one level, towns or communities, and the codes of the heir must have room. */
export async function requireMerge(trx: Tx, from: Place, to: Place): Promise<void> {
  if (from.code === to.code) throw refuse('不能并入自己，请另选并入的区划')
  if (from.level !== to.level) throw refuse('只能并入同一级的区划')
  if (from.level === 'county') throw refuse('区县合并请按镇街逐个登记并入，再登记区县更名')
  const open = await trx
    .selectFrom('divisionChange')
    .select('noticeNo')
    .where('fromCode', '=', to.code)
    .where('state', 'in', ['proposed', 'planned'])
    .where('kind', '<>', 'rename')
    .executeTakeFirst()
  if (open) throw refuse(`「${to.name}」自己也将变更（${open.noticeNo}），请改为并入它的承接地`)
  const { rows } = await sql<{ room: boolean }>`
    select coalesce((select max(code % 1000) from division where parent = ${to.code}), 0) + (select count(*) from division where parent = ${from.code} and valid_to is null) < 1000 as room`.execute(
    trx,
  )
  if (from.level === 'town' && !rows[0]!.room) throw refuse(`「${to.name}」的社区代码不够用，请分批并入`)
}
