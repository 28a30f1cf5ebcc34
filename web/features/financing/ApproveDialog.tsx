import type { z } from 'zod'
import type { DeclarationRow } from '#contract/financing/declaration.views.ts'
import { needTypes } from '#contract/financing/words.ts'
import { moneyText } from '#contract/kernel/money.ts'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import { Money } from '../../ui/Money.tsx'
import { useApprove } from './useFinancing.ts'

type Row = z.output<typeof DeclarationRow>

/** What the checker puts their name to: every firm by name, the sum, and what happens next. All or none. */
export function ApproveDialog(props: {
  open: boolean
  rows: readonly Row[]
  onClose: () => void
  onDone: (batchNo: string) => void
}) {
  const approve = useApprove()
  const sum = props.rows.reduce((total, r) => total + BigInt(r.amountFen), 0n)
  return (
    <FlowDialog
      open={props.open}
      title={`复核 ${props.rows.length} 户，列入推荐清单`}
      okText={`复核通过 ${props.rows.length} 户`}
      width={640}
      toBody={() => props.rows.map(({ id, version }) => ({ id, version }))}
      send={async (body, key) => {
        const done = await approve.mutateAsync({ body, key })
        props.onDone(done.batchNo)
      }}
      onClose={props.onClose}
      intro={
        <>
          <p style={{ marginTop: 0 }}>
            共 {props.rows.length} 户，需求合计 <b>{moneyText(sum)}</b>
            。通过后立即列入推荐清单，等待推送主办行；其中一户不能通过时，全部不办理。
          </p>
          <ul className="plain-list" aria-label="待复核的企业">
            {props.rows.map((r) => (
              <li
                key={r.id}
                className="row"
                style={{
                  justifyContent: 'space-between',
                  borderBottom: '1px solid var(--line)',
                  padding: '6px 0',
                }}
              >
                <span>
                  {r.name} <span className="muted small">{r.place}</span>
                </span>
                <span>
                  {needTypes[r.needType]} <Money fen={r.amountFen} /> {r.termMonths} 个月
                </span>
              </li>
            ))}
          </ul>
        </>
      }
    />
  )
}
