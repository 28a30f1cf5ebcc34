import { Link } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import { useRef, useState } from 'react'
import type { z } from 'zod'
import type { OfficeCaseRow } from '#contract/financing/case.routes.ts'
import { ApiProblem } from '../../ui/apiProblem.ts'
import { newKey } from '../../ui/newKey.ts'
import { useOfficeSteps } from './useFinancing.ts'

type Row = z.output<typeof OfficeCaseRow>
type Outcome = { done: true } | { done: false; why: string; consent: boolean }

/** Pushes the chosen cases one after another; one that cannot go says why and does not hold up the others. */
export function PushDialog(props: { open: boolean; rows: readonly Row[]; onClose: () => void }) {
  return (
    <Modal
      open={props.open}
      title={`推送 ${props.rows.length} 户给银行`}
      footer={null}
      width={640}
      destroyOnHidden
      mask={{ closable: false }}
      onCancel={props.onClose}
    >
      <PushBody rows={props.rows} onClose={props.onClose} />
    </Modal>
  )
}

function PushBody({ rows: given, onClose }: { rows: readonly Row[]; onClose: () => void }) {
  const steps = useOfficeSteps()
  // The list behind reloads after each push: the rows chosen at the start stay on show with their outcome.
  const [rows] = useState(given)
  const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({})
  const [running, setRunning] = useState(false)
  const keys = useRef<Record<string, string>>({})
  const started = Object.keys(outcomes).length > 0
  const failed = rows.filter((r) => outcomes[r.id]?.done === false)
  const push = async (wanted: readonly Row[]) => {
    if (running) return
    setRunning(true)
    for (const row of wanted) {
      keys.current[row.id] ??= newKey()
      const outcome = await steps
        .act(row, { action: 'push' }, keys.current[row.id]!)
        .then((): Outcome => ({ done: true }))
        .catch((error: Error): Outcome => ({ done: false, why: error.message, consent: wantsConsent(error) }))
      setOutcomes((now) => ({ ...now, [row.id]: outcome }))
    }
    setRunning(false)
  }
  return (
    <>
      <p style={{ marginTop: 0 }}>
        推送后银行能看到企业名称、代码、联系人、电话、需求和五项结论；只推送企业已授权的银行。
      </p>
      <ul className="plain-list" aria-live="polite">
        {rows.map((r) => (
          <li key={r.id} style={{ borderTop: '1px solid var(--line)', padding: '6px 0' }}>
            <div className="row" style={{ justifyContent: 'space-between' }}>
              <span>
                {r.name} → {r.branch}
              </span>
              <PushOutcome outcome={outcomes[r.id]} row={r} />
            </div>
          </li>
        ))}
      </ul>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 12 }}>
        <Button onClick={onClose} disabled={running}>
          {started ? '关闭' : '取消'}
        </Button>
        {!started || failed.length > 0 ? (
          <Button type="primary" loading={running} onClick={() => void push(started ? failed : rows)}>
            {started ? `重试 ${failed.length} 户` : `推送 ${rows.length} 户`}
          </Button>
        ) : null}
      </div>
    </>
  )
}

function PushOutcome({ outcome, row }: { outcome: Outcome | undefined; row: Row }) {
  if (!outcome) return <span className="muted">待推送</span>
  if (outcome.done) return <span className="good">✓ 已推送</span>
  return (
    <span className="bad">
      ✕ {outcome.why}{' '}
      {outcome.consent ? (
        <Link to="/declarations/$declarationId" params={{ declarationId: row.declarationId }} hash="consents">
          去登记授权
        </Link>
      ) : null}
    </span>
  )
}

/** The one obstacle that is cleared on another page. */
function wantsConsent(error: Error): boolean {
  return (
    error instanceof ApiProblem && (error.details as { fact?: string } | undefined)?.fact === 'bankConsent'
  )
}
