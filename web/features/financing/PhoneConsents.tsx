import { Check } from '../../ui/phone/Choice.tsx'

export interface ConsentBank {
  id: string
  name: string
  /** 主办行, 备选行: why just this bank. */
  part?: string
}

/**
 * The two consents of the law, kept apart: collection once, and each bank by its own name and its own box, none of them
 * ticked beforehand (PIPL 14, 23). An officer reads the words aloud; an owner reads them.
 */
export function PhoneConsents(props: {
  voice: 'owner' | 'officer'
  collectText: string
  provideText: string
  banks: readonly ConsentBank[]
  collect: boolean
  onCollect: (given: boolean) => void
  given: readonly string[]
  onGiven: (bankIds: string[]) => void
  issues: { collect?: string; provide?: string }
}) {
  const owner = props.voice === 'owner'
  const toggle = (bank: string, on: boolean) =>
    props.onGiven(on ? [...props.given, bank] : props.given.filter((b) => b !== bank))
  return (
    <>
      <section className="card" aria-label="信息采集告知">
        <h2>{owner ? '一、请先看这段告知' : '一、请念给企业听'}</h2>
        <p>{props.collectText}</p>
        <Check
          checked={props.collect}
          onChange={props.onCollect}
          invalid={props.issues.collect !== undefined}
        >
          {owner ? '我已看清，同意收集以上信息' : '已念给企业听，企业同意收集以上信息'}
        </Check>
        {props.issues.collect ? <p className="error">{props.issues.collect}</p> : null}
      </section>
      <section className="card" aria-label="向银行提供信息的单独同意">
        <h2>{owner ? '二、同意给哪家银行看' : '二、逐家征得同意'}</h2>
        <p>{props.provideText}</p>
        {props.banks.map((bank) => (
          <Check key={bank.id} checked={props.given.includes(bank.id)} onChange={(on) => toggle(bank.id, on)}>
            {owner ? '我同意把信息提供给' : '企业同意提供给'}
            <span className="strong">{bank.name}</span>
            {bank.part ? <span className="hint">（{bank.part}）</span> : null}
          </Check>
        ))}
        {props.issues.provide ? <p className="error">{props.issues.provide}</p> : null}
        <p className="hint">
          {owner
            ? '不勾选的银行看不到您的信息；以后随时可以撤回。'
            : '没有勾选的银行收不到申报；企业以后随时可以撤回。'}
        </p>
      </section>
    </>
  )
}
