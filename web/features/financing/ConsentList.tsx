import { Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { consentChannels, noticeTexts } from '#contract/financing/words.ts'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import { FlowReason } from '../../ui/FlowReason.tsx'
import { dayText } from '../../ui/instant.ts'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { BankPicker } from './BankPicker.tsx'
import { officerChannels } from './ConsentForm.tsx'
import { type Declaration, useDeclarationSteps } from './useFinancing.ts'
import './financing.css'

const over = ['credited', 'notEligible', 'withdrawn', 'merged']

/** 授权 as they stand: one for collection, one for each bank; each can be taken back at any time. */
export function ConsentList({ declaration: d, mayWrite }: { declaration: Declaration; mayWrite: boolean }) {
  const steps = useDeclarationSteps(d.id)
  const [adding, setAdding] = useState(false)
  const [taking, setTaking] = useState<Declaration['consents'][number] | null>(null)
  const live = new Set(d.consents.flatMap((c) => (c.bankId && !c.withdrawnAt ? [c.bankId] : [])))
  return (
    <Section
      title="授权"
      id="consents"
      extra={
        mayWrite && !over.includes(d.status) ? (
          <Button size="small" onClick={() => setAdding(true)}>
            登记银行授权
          </Button>
        ) : null
      }
    >
      {d.consents.length === 0 ? (
        <p className="muted">还没有任何授权；没有授权不能提交，也不能推送银行。</p>
      ) : null}
      <ul className="plain-list">
        {d.consents.map((c) => (
          <li key={c.id} style={{ padding: '6px 0', borderBottom: '1px solid var(--line)' }}>
            <div className="row" style={{ justifyContent: 'space-between' }}>
              <b>{c.bank ? `提供给 ${c.bank}` : '信息采集告知'}</b>
              {c.withdrawnAt ? (
                <StateTag tone="off">已撤回</StateTag>
              ) : (
                <span className="row">
                  <StateTag tone="go">已同意</StateTag>
                  {mayWrite ? (
                    <Button
                      size="small"
                      type="link"
                      danger
                      aria-label={`撤回授权：${c.bank ?? '信息采集告知'}`}
                      onClick={() => setTaking(c)}
                    >
                      撤回
                    </Button>
                  ) : null}
                </span>
              )}
            </div>
            <div className="muted small">
              {c.withdrawnAt
                ? `${dayText(c.withdrawnAt)} 撤回，已停止提供`
                : `${consentChannels[c.channel]}，${dayText(c.givenAt)} 取得，${c.expiresOn} 到期`}
            </div>
          </li>
        ))}
      </ul>
      <FlowDialog<{ bankId: string; channel: 'onsite' | 'window' | 'phone'; signer: string }>
        open={adding}
        title="登记企业对一家银行的单独同意"
        okText="登记授权"
        intro={<blockquote className="notice">{noticeTexts.provide}</blockquote>}
        toBody={(v) => v}
        send={(v, key) => steps.consent(v, key)}
        onClose={() => setAdding(false)}
        onReload={steps.reload}
      >
        <Form.Item name="bankId" label="银行" rules={[{ required: true, message: '请选择企业同意的银行' }]}>
          <BankPicker without={live} />
        </Form.Item>
        <Form.Item
          name="signer"
          label="签署人"
          rules={[{ required: true, message: '请填写签字或在电话里同意的人' }]}
        >
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="channel" label="取得方式" rules={[{ required: true, message: '请选择取得方式' }]}>
          <Radio.Group options={officerChannels} />
        </Form.Item>
      </FlowDialog>
      <FlowReason
        open={taking !== null}
        title={taking?.bank ? `撤回对${taking.bank}的授权` : '撤回信息采集同意'}
        label="企业怎样提出撤回"
        placeholder="如：11 月 20 日来电，经办人核对身份后登记"
        okText="撤回授权"
        danger
        intro={
          taking?.bank
            ? '撤回后立即停止向该银行提供信息；该行尚未作出决定的办理会同时收回。'
            : '撤回后这份申报不能再提交或受理；已经作出的结论不受影响。'
        }
        send={(how, key) => steps.withdrawConsent(taking!.id, how.slice(0, 200), key)}
        onClose={() => setTaking(null)}
        onReload={steps.reload}
      />
    </Section>
  )
}
