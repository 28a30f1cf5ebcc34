import { Button, Tag } from 'antd'
import { useState } from 'react'
import { guarantees } from '#contract/financing/words.ts'
import { moneyText, rateText } from '#contract/kernel/money.ts'
import { FlowReason } from '../../ui/FlowReason.tsx'
import { Money } from '../../ui/Money.tsx'
import { Section } from '../../ui/Section.tsx'
import { type DeskCase, useDeskSteps } from './useFinancing.ts'

type Loan = DeskCase['disbursements'][number]

/** What may still be lent: the whole line each time where it revolves, else what is left of it. */
export function creditLeft(c: Pick<DeskCase, 'decision' | 'disbursedFen'>): string | null {
  if (c.decision?.result !== 'grant' || c.decision.creditFen === null) return null
  if (c.decision.revolving) return c.decision.creditFen
  const left = BigInt(c.decision.creditFen) - BigInt(c.disbursedFen)
  return String(left > 0n ? left : 0n)
}

/** The loans under the credit; a wrong booking is taken back by a row of its own. */
export function Loans({ bankCase: c }: { bankCase: DeskCase }) {
  const steps = useDeskSteps(c.id)
  const [taking, setTaking] = useState<Loan | null>(null)
  const left = creditLeft(c)
  if (left === null) return null
  const mayReverse = c.actions.some((a) => a.action === 'reverse' && a.blocked === null)
  return (
    <Section
      title="放款"
      note={
        <>
          已放 <Money fen={c.disbursedFen} />，{c.decision?.revolving ? '循环额度每笔不超过' : '还可放'}{' '}
          <Money fen={left} />
        </>
      }
    >
      <LoanTable
        loans={c.disbursements}
        action={(loan) =>
          mayReverse && !loan.reversed && !loan.amountFen.startsWith('-') ? (
            <Button
              size="small"
              danger
              aria-label={`冲正借据 ${loan.noteNo}`}
              onClick={() => setTaking(loan)}
            >
              冲正
            </Button>
          ) : null
        }
      />
      <FlowReason
        open={taking !== null}
        title={`冲正借据 ${taking?.noteNo ?? ''}`}
        label="冲正原因"
        placeholder="如：金额录错，应为 50 万元"
        okText="冲正"
        danger
        intro={`将记一笔 -${taking ? moneyText(taking.amountFen) : ''} 的冲正，原记录保留；冲正后可以重新登记。`}
        send={(reason, key) => steps.act({ action: 'reverse', disbursementId: taking!.id, reason }, key)}
        onClose={() => setTaking(null)}
        onReload={steps.reload}
      />
    </Section>
  )
}

/** Loans as lines; reversed ones stay, struck out and named as such. */
export function LoanTable(props: { loans: readonly Loan[]; action?: (loan: Loan) => React.ReactNode }) {
  if (props.loans.length === 0)
    return (
      <p className="muted" style={{ margin: 0 }}>
        还没有放款。放款后请登记借据，支持多笔。
      </p>
    )
  return (
    <ul className="plain-list" aria-label="放款记录">
      {props.loans.map((l) => (
        <li
          key={l.id}
          className="row"
          style={{ justifyContent: 'space-between', borderTop: '1px solid var(--line)', padding: '8px 0' }}
        >
          <span>
            <b className={l.reversed ? 'struck' : undefined}>
              <Money fen={l.amountFen} />
            </b>{' '}
            {l.amountFen.startsWith('-') ? <Tag>冲正</Tag> : null}
            {l.reversed ? <Tag>已冲正</Tag> : null}
            {l.firstLoan && !l.amountFen.startsWith('-') ? <Tag color="success">首贷</Tag> : null}
            {l.renewal ? <Tag color="processing">无还本续贷</Tag> : null}
            <div className="muted small num">借据 {l.noteNo}</div>
          </span>
          <span className="muted num">
            {l.disbursedOn} 至 {l.maturesOn}
          </span>
          <span className="muted">
            {rateText(l.rateBp)}，{guarantees[l.guarantee]}
          </span>
          {props.action?.(l)}
        </li>
      ))}
    </ul>
  )
}
