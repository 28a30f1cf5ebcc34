import { entityKinds } from '#contract/registry/words.ts'
import { previewChanges } from '#contract/screening/preview.routes.ts'
import type { Ctx } from '#kernel/context.ts'
import type { CellValue, SheetSpec } from '#kernel/xlsx-writer.ts'
import { findPreview, listPreviewFirms, type PreviewFilter } from './preview.queries.ts'

/** The firms of one side of a preview as a sheet: what they are and why, nothing by which to reach them. */
export async function previewSheet(ctx: Ctx, previewId: string, filter: PreviewFilter): Promise<SheetSpec> {
  const { view } = await findPreview(ctx, previewId)
  const firms = await listPreviewFirms(ctx, previewId, filter, { limit: 600_000, after: null })
  const word = previewChanges[filter.change]
  return {
    name: `${word}名单`,
    title: `第 ${view.ruleVersion} 版规则草稿试算：${word}的户`,
    notes: [
      `与${view.againstText}相比；截止日期 ${view.asOf}，登记库第 ${view.version} 版；共 ${firms.length} 户。只是试算，没有改动任何清单。`,
      `导出：${ctx.actor.personName}，${ctx.today}`,
    ],
    columns: [
      { title: '序号', type: 'integer', width: 6 },
      { title: '名称', type: 'text', width: 32 },
      { title: '统一社会信用代码', type: 'text', width: 22 },
      { title: '主体类型', type: 'text', width: 14 },
      { title: '所在区划', type: 'text', width: 28 },
      { title: '原批次', type: 'integer', width: 8 },
      { title: '新批次', type: 'integer', width: 8 },
      { title: '主办行', type: 'text', width: 20 },
      { title: '理由', type: 'text', width: 36 },
    ],
    rows: firms.map((f, i): CellValue[] => [
      i + 1,
      f.name,
      f.uscc,
      entityKinds[f.kind],
      f.place,
      f.wasTier,
      f.tier,
      f.bank,
      f.reasons.join('、'),
    ]),
  }
}
