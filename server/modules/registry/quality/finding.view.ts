import { moneyText, rateText } from '#contract/kernel/money.ts'
import type { QualityField, QualitySubject } from '#contract/registry/quality.fields.ts'
import { findQualityRule } from '#contract/registry/quality.rules.ts'
import { checkedFields, type QualityRule, qualityField } from '#contract/registry/quality.ts'
import { can } from '#kernel/actor.ts'
import type { Ctx } from '#kernel/context.ts'
import type { CellValue, SheetSpec } from '#kernel/xlsx-writer.ts'
import type { FindingRow } from './quality.queries.ts'

/** A value of a finding as the clerk reads it; it comes from jsonb. */
export function valueText(field: QualityField, value: unknown): string {
  if (value === null || value === undefined) return '无'
  switch (field.kind) {
    case 'yes':
      return value === true ? '是' : '否'
    case 'money':
      return moneyText(String(Math.trunc(Number(value))))
    case 'rate':
      return rateText(Number(value))
    case 'number':
      return (Math.round(Number(value) * 100) / 100).toLocaleString('zh-CN', {
        useGrouping: Number(value) >= 10_000,
      })
    case 'day':
    case 'text':
    case 'word':
      return field.words?.[value as string] ?? String(value as string)
  }
}

/** What the rule looked at. A department reads what its own list says; figures of other departments' lists are not its business. */
function shownOf(ctx: Ctx, rule: QualityRule, values: Record<string, unknown>) {
  const own = rule.owner.body === 'sender' ? rule.owner.list : null
  const department = ctx.actor.scope.kind === 'department'
  return checkedFields(rule.when).map((key) => {
    const field = qualityField(rule.on, key)
    const foreign =
      department && rule.on === 'firm' && !field.lists.some((l) => l === own || l === 'registration')
    return {
      label: field.label,
      value: foreign ? '（其他部门的数据，不展示）' : valueText(field, values[key]),
    }
  })
}

function linkOf(ctx: Ctx, f: FindingRow): string | null {
  if (f.subject === 'list' && can(ctx.actor, 'import.upload')) return `/imports/${f.subjectId}`
  if (ctx.actor.scope.kind === 'department') return null
  if (f.subject === 'declaration') return `/declarations/${f.subjectId}`
  return f.entityId === null ? null : `/entities/${f.entityId}`
}

/** A finding as it is answered. */
export function findingView(ctx: Ctx, f: FindingRow) {
  const rule = findQualityRule(f.rule)
  const { subjectId: _subject, entityId: _entity, ownerId, shown, closedAt, subject, ...rest } = f
  return {
    ...rest,
    subject: subject as QualitySubject,
    label: rule?.label ?? f.rule,
    link: linkOf(ctx, f),
    shown: rule ? shownOf(ctx, rule, shown) : [],
    closedAt: closedAt?.toISOString() ?? null,
    canAccept:
      f.state === 'open' &&
      can(ctx.actor, 'quality.accept') &&
      (ctx.actor.role === 'city_office' || ctx.actor.orgId === ownerId),
  }
}

/** Findings as a sheet to mend by: what is wrong, with whom, and what to do. */
export function findingSheet(ctx: Ctx, found: readonly FindingRow[]): SheetSpec {
  return {
    name: '数据质量问题',
    title: '数据质量问题',
    notes: [
      `范围：${ctx.actor.orgName}；共 ${found.length} 行；不含联系方式。导出：${ctx.actor.personName}，${ctx.today}`,
    ],
    columns: [
      { title: '序号', type: 'integer', width: 6 },
      { title: '问题', type: 'text', width: 26 },
      { title: '名称', type: 'text', width: 30 },
      { title: '代码', type: 'text', width: 22 },
      { title: '所在', type: 'text', width: 24 },
      { title: '所看的值', type: 'text', width: 40 },
      { title: '怎么办', type: 'text', width: 36 },
      { title: '由谁核改', type: 'text', width: 18 },
      { title: '首次发现', type: 'day', width: 12 },
    ],
    rows: found.map((f, i): CellValue[] => {
      const v = findingView(ctx, f)
      const values = v.shown.map((s) => `${s.label} ${s.value}`).join('；')
      return [
        i + 1,
        v.label,
        v.title,
        v.code,
        v.place,
        values,
        findQualityRule(f.rule)?.todo ?? '',
        v.owner,
        v.firstSeenOn,
      ]
    }),
  }
}
