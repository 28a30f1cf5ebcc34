import { Typography } from 'antd'
import { industrySection, placedBy, sizeClasses } from '#contract/registry/words.ts'
import { Facts } from '../../ui/Facts.tsx'
import { Money } from '../../ui/Money.tsx'
import { Section } from '../../ui/Section.tsx'
import { Masked } from './Masked.tsx'
import type { Entity } from './useRegistry.ts'

/** What the registry says of a firm; personal values stay masked until they are asked for with a reason. */
export function EntityDetails({ entity: e }: { entity: Entity }) {
  return (
    <Section title="登记信息">
      <Facts
        items={[
          {
            label: '统一社会信用代码',
            value: e.uscc ? (
              <Typography.Text className="num" copyable={{ text: e.uscc, tooltips: ['复制', '已复制'] }}>
                {e.uscc}
              </Typography.Text>
            ) : null,
          },
          { label: '注册号', value: e.regNo },
          { label: '主体类型', value: e.typeText ? `${e.kindLabel}（${e.typeText}）` : e.kindLabel },
          { label: '成立日期', value: e.foundedOn },
          {
            label: '法定代表人、经营者',
            value: <Masked entityId={e.id} field="legalRep" value={e.legalRep} />,
          },
          { label: '联系电话', value: <Masked entityId={e.id} field="phone" value={e.phone} /> },
          { label: '所在', value: `${e.place}（${placedText(e)}）` },
          { label: '行业', value: industryText(e.industry) },
          { label: '规模', value: e.sizeClass ? sizeClasses[e.sizeClass] : null },
          {
            label: '注册资金',
            value: e.capitalFen ? (
              <>
                <Money fen={e.capitalFen} />
                {e.capitalCurrency && e.capitalCurrency !== 'CNY' ? ` ${e.capitalCurrency}` : ''}
              </>
            ) : null,
          },
          {
            label: '地址',
            value: <Masked entityId={e.id} field="address" value={e.address} />,
            wide: true,
          },
          { label: '经营范围', value: e.scope, wide: true },
        ]}
      />
    </Section>
  )
}

/** 制造业（1713）: the section in words, the code as it was sent. */
function industryText(code: string | null): string | null {
  const section = industrySection(code)
  return section ? `${section}（${code}）` : code
}

/** How the place is known; one learned from a road tells how sure it is and by whom. */
function placedText({ placedBy: by, placedFrom: from }: Entity): string {
  if (!from) return placedBy[by]
  if (from.decided) return `${placedBy[by]}：${from.fragment} 由人工定在这里`
  return `${placedBy[by]}，把握 ${Math.floor(from.confidenceBp / 100)}%，依据 ${from.fragment} 的 ${from.seen} 户同路企业中有 ${from.firms} 户在此`
}
