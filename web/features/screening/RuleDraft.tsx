import { useNavigate } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { useRef, useState } from 'react'
import { type Rule, RuleSet as RuleSetSchema } from '#contract/screening/rules.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { newKey } from '../../ui/newKey.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemAlert } from '../../ui/ProblemAlert.tsx'
import { Section } from '../../ui/Section.tsx'
import { useLeaveGuard } from '../../ui/useLeaveGuard.ts'
import { useSay } from '../../ui/useSay.ts'
import { RuleEditor } from './RuleEditor.tsx'
import { type RuleSet, rulesOf, useDraftRules } from './useScreening.ts'

/** The next version of the rules, started as a copy of one that exists: thresholds and words are changed in place. */
export function RuleDraft({ from }: { from: RuleSet }) {
  const first = useRef(rulesOf(from)).current
  const [rules, setRules] = useState<readonly Rule[]>(first)
  const [off, setOff] = useState<readonly string[]>([])
  const [key] = useState(newKey)
  const draft = useDraftRules()
  const say = useSay()
  const navigate = useNavigate()
  const kept = rules.filter((r) => !off.includes(r.key))
  const changed = JSON.stringify(kept) !== JSON.stringify(first)
  const wrong = RuleSetSchema.safeParse(kept).error?.issues[0]?.message
  useLeaveGuard(changed && !draft.isPending && !draft.isSuccess, '改动还没有保存成草稿，离开后会丢失。')
  const save = (v: { name: string; note: string }) => {
    if (draft.isPending) return
    draft.mutate(
      { name: v.name.trim(), note: v.note.trim(), rules: kept, key },
      {
        onSuccess: (made) => {
          say.done(`第 ${made.version} 版草稿已保存，请另一人审看后发布`)
          void navigate({ to: '/screening', ignoreBlocker: true })
        },
      },
    )
  }
  return (
    <>
      <BackLink to="/screening" label="筛查" />
      <PageTitle title="起草新版规则" note={`从第 ${from.version} 版“${from.name}”改起`} />
      <Form
        layout="vertical"
        onFinish={save}
        initialValues={{ name: from.name }}
        scrollToFirstError={{ focus: true }}
      >
        <div className="stack">
          {rules.map((rule, i) => (
            <RuleEditor
              key={rule.key}
              rule={rule}
              before={first[i]!}
              off={off.includes(rule.key)}
              onOff={(on) => setOff(on ? [...off, rule.key] : off.filter((k) => k !== rule.key))}
              onChange={(next) => setRules(rules.map((r, j) => (j === i ? next : r)))}
            />
          ))}
          <Section title="版本说明" note="给审看和发布的人">
            <Form.Item
              name="name"
              label="名称"
              rules={[
                { required: true, whitespace: true, message: '请填写名称' },
                { min: 2, message: '至少 2 个字' },
              ]}
            >
              <Input maxLength={60} style={{ maxWidth: 420 }} />
            </Form.Item>
            <Form.Item
              name="note"
              label="改了什么、为什么"
              rules={[{ required: true, whitespace: true, message: '请写明改动和依据，发布人要据此审看' }]}
            >
              <Input.TextArea rows={3} maxLength={300} showCount />
            </Form.Item>
            <ProblemAlert error={draft.error} />
            {wrong ? (
              <p role="alert" style={{ color: 'var(--bad)' }}>
                规则还不完整：{wrong}
              </p>
            ) : null}
            <div className="row">
              <Button
                type="primary"
                htmlType="submit"
                loading={draft.isPending}
                disabled={!changed || wrong !== undefined}
              >
                保存为草稿
              </Button>
              <span className="muted">{changed ? '保存后不会立即生效，须另一人发布' : '还没有改动'}</span>
            </div>
          </Section>
        </div>
      </Form>
    </>
  )
}
