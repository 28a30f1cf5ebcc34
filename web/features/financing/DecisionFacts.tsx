import { guarantees } from '#contract/financing/words.ts'
import { rateText } from '#contract/kernel/money.ts'
import { Facts } from '../../ui/Facts.tsx'
import { dayText } from '../../ui/instant.ts'
import { Money } from '../../ui/Money.tsx'
import { Section } from '../../ui/Section.tsx'
import { contactHows } from './caseWords.ts'
import type { DeskCase } from './useFinancing.ts'

type Decision = NonNullable<DeskCase['decision']>

/** What the bank has decided: the credit and its terms, or the refusal with its reasons and facts. */
export function DecisionFacts({ decision: d, title = '银行决定' }: { decision: Decision; title?: string }) {
  const how = contactHows[d.explainedHow as keyof typeof contactHows] ?? ''
  const late = d.late ? '（超期后作出）' : ''
  return (
    <Section title={title} note={`${dayText(d.decidedAt)}${late}`}>
      {d.result === 'grant' ? (
        <Facts
          items={[
            { label: '结果', value: <b className="good">✓ 授信</b> },
            { label: '授信金额', value: <Money fen={d.creditFen} /> },
            { label: '额度', value: d.revolving ? '循环使用' : '一次性' },
            { label: '年利率', value: d.rateBp === null ? null : rateText(d.rateBp) },
            { label: '期限', value: d.termMonths === null ? null : `${d.termMonths} 个月` },
            { label: '担保方式', value: d.guarantee ? guarantees[d.guarantee] : null },
            { label: '产品', value: d.product },
            { label: '首贷', value: d.firstLoan ? '是（银行核定）' : '不是' },
          ]}
        />
      ) : (
        <Facts
          items={[
            { label: '结果', value: <b className="bad">✕ 不予授信</b> },
            { label: '能否修复', value: d.repairable ? '可修复' : '不可修复' },
            { label: '由谁修复', value: d.repairOwner },
            {
              label: '向企业说明',
              value: d.explainedOn ? `${d.explainedOn} ${how}` : '还没有说明',
            },
            { label: '原因', value: d.reasons.map((r) => r.label).join('；'), wide: true },
            { label: '事实依据', value: d.facts, wide: true },
            d.repairAdvice ? { label: '改进建议', value: d.repairAdvice, wide: true } : null,
          ]}
        />
      )}
    </Section>
  )
}
