import { useState } from 'react'
import { TextField } from '../ui/phone/Field.tsx'
import { Icon } from '../ui/phone/Icon.tsx'
import { Note } from '../ui/phone/Note.tsx'
import { useReveal } from './useField.ts'

const reasons = ['上门前电话预约', '上门核对经营地址', '上门未遇，电话联系', '走访后回访']

/**
 * A masked value and the way to see it: one tap to ask, one tap for the purpose. What was seen stays on this page only and
 * is never kept on the phone.
 */
export function RevealBox(props: {
  entityId: string
  field: 'phone' | 'address'
  masked: string
  may: boolean
}) {
  const { entityId, field } = props
  const name = field === 'phone' ? '电话' : '地址'
  const [asking, setAsking] = useState(false)
  const reveal = useReveal(entityId)
  const seen = reveal.data?.value
  return (
    <div className="stack tight">
      <div className="row between">
        <span className="grow">
          <span className="hint">{name}</span>
          <br />
          <span className="num strong">{seen ?? props.masked}</span>
        </span>
        {props.may && !reveal.data && !asking ? (
          <button type="button" className="btn small" onClick={() => setAsking(true)}>
            查看{name}
          </button>
        ) : null}
      </div>
      {seen && field === 'phone' ? (
        <a className="btn main wide" href={`tel:${seen}`}>
          <Icon name="phone" />
          拨打 {seen}
        </a>
      ) : null}
      {reveal.data ? (
        <p className="hint">
          {seen ? '' : `没有登记${name}。`}已留痕，今天还可查看 {reveal.data.leftToday} 次
        </p>
      ) : null}
      {asking && !reveal.data ? (
        <Purpose
          name={name}
          error={reveal.error}
          busy={reveal.isPending}
          onReason={(reason) => reveal.mutate({ field, reason })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  )
}

function Purpose(props: {
  name: string
  error: Error | null
  busy: boolean
  onReason: (reason: string) => void
  onClose: () => void
}) {
  const [own, setOwn] = useState('')
  const [short, setShort] = useState(false)
  const sendOwn = () => {
    setShort(own.trim().length < 4)
    if (own.trim().length >= 4) props.onReason(own.trim())
  }
  return (
    <Note title={`查看${props.name}做什么用？（会留痕）`}>
      {props.error ? <p className="error">{props.error.message}</p> : null}
      <div className="tiles one">
        {reasons.map((r) => (
          <button
            key={r}
            type="button"
            className="tile"
            disabled={props.busy}
            onClick={() => props.onReason(r)}
          >
            {r}
          </button>
        ))}
      </div>
      <TextField
        label="其他用途"
        value={own}
        onChange={setOwn}
        maxLength={200}
        error={short ? '至少写 4 个字' : undefined}
      />
      <div className="row">
        <button type="button" className="btn small" disabled={props.busy} onClick={sendOwn}>
          {props.busy ? '正在查看…' : '按此用途查看'}
        </button>
        <button type="button" className="btn small plain" onClick={props.onClose}>
          不看了
        </button>
      </div>
    </Note>
  )
}
