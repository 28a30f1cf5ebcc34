import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { impatient } from '../shell/phoneApi.ts'
import { useCall } from '../shell/useCall.ts'
import { goBack } from '../ui/phone/back.ts'
import { TextField } from '../ui/phone/Field.tsx'
import { Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Facts, Ladder } from '../ui/phone/Steps.tsx'
import { api, type Status } from './api.ts'
import { readReceipt } from './receipt.ts'
import { ConsentsOf, WithdrawBox } from './StatusActions.tsx'

/** How a declaration stands, for whoever holds its receipt. */
export function StatusPage() {
  const [, navigate] = useLocation()
  const [receipt, setReceipt] = useState(() => readReceipt()?.receipt ?? '')
  const [asked, setAsked] = useState('')
  const [short, setShort] = useState(false)
  const call = useCall((r: string) => api.portalStatus({ body: { receipt: r }, signal: impatient() }))
  const ask = (r: string) => {
    setAsked(r)
    void call.run(r)
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const r = receipt.replace(/\s/g, '')
    setShort(r.length < 20)
    if (r.length >= 20) ask(r)
  }
  return (
    <Screen title="查进度" back={{ label: '返回', onBack: () => goBack(() => navigate('/')) }}>
      <form className="stack" noValidate onSubmit={submit}>
        <TextField
          label="回执号"
          hint="提交申报后给您的一长串字母和数字"
          autoComplete="off"
          autoCapitalize="none"
          maxLength={100}
          value={receipt}
          onChange={setReceipt}
          error={short ? '回执号没有输全，请整串粘贴' : undefined}
        />
        <button type="submit" className="btn main wide" disabled={call.busy}>
          {call.busy ? '正在查询…' : '查询'}
        </button>
      </form>
      {call.error ? (
        <Note kind="bad" title={call.error.message}>
          请核对回执号；丢了回执可带证件到区县专班查询。
        </Note>
      ) : null}
      {call.data ? <Answer status={call.data} receipt={asked} onChanged={() => ask(asked)} /> : null}
    </Screen>
  )
}

function Answer(props: { status: Status; receipt: string; onChanged: () => void }) {
  const { status } = props
  return (
    <>
      <section className="card" aria-live="polite">
        <h2>{status.stage}</h2>
        <Facts
          rows={[
            ['现在由', status.holder],
            ['银行期限', status.dueOn],
          ]}
        />
        <Ladder steps={status.steps} />
      </section>
      <ConsentsOf {...props} />
      {status.canWithdraw ? <WithdrawBox {...props} /> : null}
    </>
  )
}
