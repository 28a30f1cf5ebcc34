import { useState } from 'react'
import { consentChannels } from '#contract/financing/words.ts'
import { businessDay } from '#contract/kernel/deadline.ts'
import { Note } from '../../ui/phone/Note.tsx'
import { type Declaration, useWithdrawConsent } from './phoneDeclarations.ts'

/** Which bank may see the data, since when; each can be taken back, from that moment on. `how` is written beside it. */
export function PhoneConsentList({ d, how }: { d: Declaration; how: string }) {
  const withdraw = useWithdrawConsent(d.id)
  const [asking, setAsking] = useState<string | null>(null)
  const given = d.consents.filter((c) => c.purpose === 'provide')
  return (
    <section className="card">
      <h2>授权给银行的</h2>
      {given.length === 0 ? <p className="muted">还没有授权给任何银行。</p> : null}
      {withdraw.error ? <Note kind="bad" title={withdraw.error.message} /> : null}
      {given.map((c) => (
        <div key={c.id} className="stack tight">
          <div className="row between">
            <span className="grow">
              <span className="strong">{c.bank}</span>
              <span className="hint">
                <br />
                {businessDay(new Date(c.givenAt))} {consentChannels[c.channel]}，有效至 {c.expiresOn}
              </span>
            </span>
            {c.withdrawnAt ? (
              <span className="tag">已撤回</span>
            ) : asking === c.id ? null : (
              <button type="button" className="btn small danger" onClick={() => setAsking(c.id)}>
                撤回授权
              </button>
            )}
          </div>
          {asking === c.id && !c.withdrawnAt ? (
            <Note kind="warn" title={`撤回后立即停止向${c.bank ?? '该银行'}提供信息，该行不再办理。`}>
              <div className="row">
                <button type="button" className="btn small" onClick={() => setAsking(null)}>
                  先不撤
                </button>
                <button
                  type="button"
                  className="btn small danger"
                  disabled={withdraw.isPending}
                  onClick={() =>
                    withdraw.mutate({ consentId: c.id, how }, { onSuccess: () => setAsking(null) })
                  }
                >
                  {withdraw.isPending ? '正在撤回…' : '确认撤回'}
                </button>
              </div>
            </Note>
          ) : null}
        </div>
      ))}
    </section>
  )
}
