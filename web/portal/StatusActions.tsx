import { useState } from 'react'
import { impatient } from '../shell/phoneApi.ts'
import { useCall } from '../shell/useCall.ts'
import { newKey } from '../ui/newKey.ts'
import { AreaField } from '../ui/phone/Field.tsx'
import { Note } from '../ui/phone/Note.tsx'
import { api, type Status } from './api.ts'

interface Props {
  status: Status
  receipt: string
  onChanged: () => void
}

/** Each bank that may see the data, and the way to end that. */
export function ConsentsOf({ status, receipt, onChanged }: Props) {
  const [asking, setAsking] = useState<string | null>(null)
  const call = useCall((consentId: string) =>
    api.portalWithdrawConsent({ body: { receipt, consentId }, key: newKey(), signal: impatient() }),
  )
  if (status.consents.length === 0) return null
  const withdraw = async (id: string) => {
    if (!(await call.run(id))) return
    setAsking(null)
    onChanged()
  }
  return (
    <section className="card">
      <h2>授权给银行的</h2>
      {call.error ? <Note kind="bad" title={call.error.message} /> : null}
      {status.consents.map((c) => (
        <div key={c.id} className="stack tight">
          <div className="row between">
            <span className="grow strong">{c.bank}</span>
            {c.withdrawn ? (
              <span className="tag">已撤回</span>
            ) : asking === c.id ? null : (
              <button type="button" className="btn small danger" onClick={() => setAsking(c.id)}>
                撤回授权
              </button>
            )}
          </div>
          {asking === c.id ? (
            <Note kind="warn" title={`撤回后立即停止向${c.bank}提供信息，该行不再办理。`}>
              <div className="row">
                <button type="button" className="btn small" onClick={() => setAsking(null)}>
                  先不撤
                </button>
                <button
                  type="button"
                  className="btn small danger"
                  disabled={call.busy}
                  onClick={() => void withdraw(c.id)}
                >
                  {call.busy ? '正在撤回…' : '确认撤回'}
                </button>
              </div>
            </Note>
          ) : null}
        </div>
      ))}
    </section>
  )
}

/** Taking the whole declaration back, with a word on why. */
export function WithdrawBox({ receipt, onChanged }: Props) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [short, setShort] = useState(false)
  const [key] = useState(newKey)
  const call = useCall((r: string) =>
    api.portalWithdraw({ body: { receipt, reason: r }, key, signal: impatient() }),
  )
  const send = async () => {
    setShort(reason.trim().length < 2)
    if (reason.trim().length < 2) return
    if (await call.run(reason.trim())) onChanged()
  }
  if (!open)
    return (
      <button type="button" className="btn danger wide" onClick={() => setOpen(true)}>
        撤回申报
      </button>
    )
  return (
    <section className="card">
      <AreaField
        label="为什么撤回"
        hint="撤回后不再办理，也不再向银行提供信息；以后需要可以重新申报"
        maxLength={200}
        value={reason}
        onChange={setReason}
        error={short ? '至少写两个字' : undefined}
      />
      {call.error ? <Note kind="bad" title={call.error.message} /> : null}
      <div className="row">
        <button type="button" className="btn grow" onClick={() => setOpen(false)}>
          不撤了
        </button>
        <button type="button" className="btn danger grow" disabled={call.busy} onClick={() => void send()}>
          {call.busy ? '正在提交…' : '确认撤回'}
        </button>
      </div>
    </section>
  )
}
