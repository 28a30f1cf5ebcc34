import { Alert, Checkbox, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { consentChannels, noticeTexts, noticeVersion } from '#contract/financing/words.ts'
import { BankPicker } from './BankPicker.tsx'
import { useBanks } from './useFinancing.ts'
import './financing.css'

export interface ConsentValues {
  collect?: boolean
  provideTo?: string[]
  channel?: 'onsite' | 'window' | 'phone'
  signer?: string
}

/** The ways an officer may take a consent; ticking online is the firm's own way. */
export const officerChannels = (['onsite', 'window', 'phone'] as const).map((value) => ({
  value,
  label: consentChannels[value],
}))

/** The consent as the request carries it, or nothing where the firm has not agreed to collection. */
export function consentOf(v: ConsentValues | undefined) {
  if (!v?.collect) return undefined
  return {
    channel: v.channel as 'onsite',
    signer: v.signer?.trim() ?? '',
    collect: true as const,
    provideTo: v.provideTo ?? [],
  }
}

/**
 * 授权: the notice as it is read out, one tick for collection, and one tick for each bank by name – nothing is ticked
 * beforehand, because a consent that was not given must not be recorded (PIPL 14, 23).
 */
export function ConsentForm({ suggested }: { suggested: readonly { id: string; why: string }[] }) {
  const collect = Form.useWatch(['consent', 'collect']) as boolean | undefined
  return (
    <>
      <blockquote className="notice">
        <b>信息采集告知（{noticeVersion} 版）</b>
        <p>{noticeTexts.collect}</p>
      </blockquote>
      <Form.Item name={['consent', 'collect']} valuePropName="checked">
        <Checkbox>已向企业宣读或出示，企业同意信息采集</Checkbox>
      </Form.Item>
      <blockquote className="notice">
        <b>向银行提供信息的单独同意</b>
        <p>{noticeTexts.provide}</p>
      </blockquote>
      <Form.Item name={['consent', 'provideTo']} noStyle>
        <BankTicks suggested={suggested} disabled={!collect} />
      </Form.Item>
      <div className="form-grid" style={{ marginTop: 12 }}>
        <Form.Item name={['consent', 'signer']} label="签署人" required={collect}>
          <Input
            maxLength={40}
            disabled={!collect}
            autoComplete="off"
            placeholder="在纸上签字或电话里同意的人"
          />
        </Form.Item>
        <Form.Item name={['consent', 'channel']} label="取得方式" required={collect}>
          <Radio.Group options={officerChannels} disabled={!collect} />
        </Form.Item>
      </div>
      {collect ? null : <Alert type="info" title="没有信息采集同意时只能存草稿，不能提交" />}
    </>
  )
}

/** One box a bank: those of the assignment by name first, others looked up and added. */
function BankTicks(props: {
  value?: string[]
  onChange?: (bankIds: string[]) => void
  suggested: readonly { id: string; why: string }[]
  disabled: boolean
}) {
  const { value = [], suggested } = props
  const banks = useBanks()
  const [added, setAdded] = useState<string[]>([])
  const name = (id: string) => banks.data?.rows.find((b) => b.id === id)?.name ?? id
  const shown = [
    ...suggested,
    ...[...new Set([...value, ...added])]
      .filter((id) => !suggested.some((s) => s.id === id))
      .map((id) => ({ id, why: '' })),
  ]
  const tick = (id: string, on: boolean) =>
    props.onChange?.(on ? [...value, id] : value.filter((v) => v !== id))
  return (
    <fieldset className="bank-ticks">
      <legend>逐家勾选企业同意的银行（最多 5 家）</legend>
      {shown.map(({ id, why }) => (
        <Checkbox
          key={id}
          checked={value.includes(id)}
          disabled={props.disabled || (value.length >= 5 && !value.includes(id))}
          onChange={(e) => tick(id, e.target.checked)}
        >
          同意提供给 <b>{name(id)}</b>
          {why ? <span className="muted">（{why}）</span> : null}
        </Checkbox>
      ))}
      {shown.length === 0 ? <span className="muted">还没有派定银行，请在下面查找企业愿意的银行</span> : null}
      <div style={{ maxWidth: 280 }}>
        <BankPicker
          key={shown.length}
          label="再加一家银行"
          placeholder="再加一家银行"
          without={new Set(shown.map((s) => s.id))}
          onChange={(id) => id && setAdded([...added, id])}
        />
      </div>
    </fieldset>
  )
}
