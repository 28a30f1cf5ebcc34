import type { ImportMapping } from '#contract/registry/studio.routes.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { lockBatch } from './batch.lock.ts'
import type { KeptSheet } from './kept-sheets.queries.ts'
import { headerAt, lackOf, type MappedSheet, signatureOf, titleRowsAt } from './mapping.ts'
import { sourceOfKind } from './sources/all.ts'
import { lookedSheets, type PathOf, requireText } from './studio-text.ts'

/**
 * Has a file read the way somebody says, from its beginning; what an earlier reading staged is dropped. With a name the
 * way is kept for the next file under the same header. Answers under which name the file lies, and the day its sender named.
 */
export async function mapBatch(
  ctx: Ctx,
  batchId: string,
  { mapping, saveAs }: { mapping: ImportMapping; saveAs?: string },
  pathOf: PathOf,
): Promise<{ upload: string; asOf: string | null }> {
  return asSystem(ctx, async (trx) => {
    const batch = await lockBatch(ctx, batchId)
    if (batch.state !== 'unmapped' && batch.state !== 'previewed') throw new Problem('wrong_status')
    if (batch.upload === null)
      throw new Problem('gone', { message: '原文件已不在（留存期已过）；请重新上报这份文件' })
    const kept = await lookedSheets(ctx, batch, mapping.text, pathOf)
    await requireText(batch.upload, mapping.text, pathOf)
    requireReadable(mapping, kept)
    await trx
      .updateTable('importBatch')
      .set({
        state: 'reading',
        mapping: JSON.stringify(mapping),
        profileId: null,
        preview: null,
        previewHash: null,
        rowsIn: 0,
        readShare: null,
        readingSince: ctx.now,
      })
      .where('id', '=', batchId)
      .execute()
    await record(ctx, {
      flow: 'import',
      subjectId: batchId,
      action: 'map',
      from: batch.state,
      to: 'reading',
      details: { kind: mapping.kind, sheets: mapping.sheets.filter((s) => s.headerRow !== null).length },
    })
    if (saveAs !== undefined) await saveProfile(ctx, batch.orgId, mapping, kept, saveAs)
    return { upload: batch.upload, asOf: batch.dayGiven }
  })
}

/** A mapping must name real rows and fields, each field once, and all that the kind needs. */
function requireReadable(mapping: ImportMapping, kept: readonly KeptSheet[]): void {
  const source = sourceOfKind(mapping.kind)
  const refuse = (message: string): never => {
    throw new Problem('unprocessable', { message })
  }
  if (!mapping.sheets.some((s) => s.headerRow !== null)) refuse('至少要有一张表导入；请给一张表指定表头')
  for (const said of mapping.sheets) {
    if (said.headerRow === null) continue
    const sheet = kept.find((k) => k.sheet === said.sheet) ?? refuse(`没有第 ${said.sheet} 张表`)
    const where = sheet.name === '' ? '' : `工作表「${sheet.name}」`
    const fields = said.columns.flatMap((c) => (c.field === null ? [] : [c.field]))
    const strange = said.columns.find(
      (c) => c.field !== null && !source.fields.some((s) => s.key === c.field),
    )
    if (strange)
      refuse(
        `${where}第 ${strange.index + 1} 列指定的不是「${source.label}」的字段，请重新选择，或改选名单种类`,
      )
    const twice = fields.find((f, i) => fields.indexOf(f) !== i)
    if (twice !== undefined)
      refuse(`${where}「${source.fields.find((f) => f.key === twice)!.label}」指定给了两列，只能留一列`)
    const header =
      headerAt(source, sheet.head, said, 'hand') ??
      refuse(`${where}第 ${said.headerRow} 行不在开头的 60 行之内，或者是空行`)
    const lack = lackOf(header)
    if (lack.length > 0) refuse(`${where}还缺：${lack.join('、')}。请给它们指定列，或改选名单种类`)
  }
}

/** Keeps the mapping of the first sheet under its header; one kept before for the same header gives way. */
async function saveProfile(
  ctx: Ctx,
  orgId: string | null,
  mapping: ImportMapping,
  kept: readonly KeptSheet[],
  name: string,
): Promise<void> {
  const said = mapping.sheets.find((s) => s.headerRow !== null) as MappedSheet
  const head = kept.find((k) => k.sheet === said.sheet)!.head
  const titles = titleRowsAt(head, said.headerRow!, said.titleRows)!
  const signature = signatureOf(titles)
  await ctx.trx
    .updateTable('importProfile')
    .set({ removedAt: ctx.now })
    .where('signature', '=', signature)
    .where('orgId', 'is not distinct from', orgId)
    .where('removedAt', 'is', null)
    .execute()
  const { id } = await ctx.trx
    .insertInto('importProfile')
    .values({
      name,
      kind: mapping.kind,
      signature,
      titleRows: titles.length,
      columns: JSON.stringify(said.columns.filter((c) => c.field !== null)),
      encoding: mapping.text?.encoding ?? null,
      delimiter: mapping.text?.delimiter ?? null,
      orgId,
      createdBy: ctx.actor.accountId,
      createdAt: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(ctx, { flow: 'import', subjectId: id, action: 'saveProfile', details: { name } })
}

/** Takes a profile out of use; batches that used it stay as they are. Who may see it through the whole, or keeps it, may. */
export async function removeProfile(ctx: Ctx, profileId: string): Promise<void> {
  const scope = ctx.actor.scope
  const whole = scope.kind === 'place' && scope.whole === true
  const profile = await ctx.trx
    .selectFrom('importProfile')
    .select(['id', 'name', 'orgId'])
    .where('id', '=', profileId)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  if (!profile || (!whole && profile.orgId !== ctx.actor.orgId)) throw notFound()
  await asSystem(ctx, async (trx) => {
    await trx.updateTable('importProfile').set({ removedAt: ctx.now }).where('id', '=', profileId).execute()
    await record(ctx, {
      flow: 'import',
      subjectId: profileId,
      action: 'removeProfile',
      details: { name: profile.name },
    })
  })
}
