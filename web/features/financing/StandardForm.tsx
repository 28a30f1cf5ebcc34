import { Alert, Button, Checkbox, Form, Input, Radio } from 'antd'
import { useEffect, useRef } from 'react'
import { declarationRoutes } from '#contract/financing/declaration.routes.ts'
import { type FindingResult, findingResults } from '#contract/financing/words.ts'
import { FieldText } from '../../ui/FieldText.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { useSubmission } from '../../ui/useSubmission.ts'
import { type Declaration, useDeclarationSteps } from './useFinancing.ts'
import './financing.css'

type Standard = Declaration['standards'][number]
interface Values {
  result?: FindingResult
  basis?: string
  evidence: string[]
  note?: string
  overrideReason?: string
}

const schema = declarationRoutes.addFinding.body.omit({ version: true })
const results = Object.entries(findingResults).map(([value, label]) => ({ value, label }))

/** Evidence in one's own words; line ends are no part of it. */
const noteRef = (text: string | undefined) => {
  const line = text?.replace(/\s+/g, ' ').trim()
  return line ? [`note:${line.slice(0, 200)}`] : []
}

/**
 * One standard to conclude. Nothing is filled in beforehand: the suggestion is adopted by a click of its own, so that a
 * conclusion is always somebody's.
 */
export function StandardForm(props: {
  declarationId: string
  standard: Standard
  /** Opened by hand or after the one before: the keyboard goes with it. */
  focus: boolean
  onSaved: () => void
}) {
  const { standard: s } = props
  const [form] = Form.useForm<Values>()
  const steps = useDeclarationSteps(props.declarationId)
  const offered = evidenceOf(s)
  const { submit, pending, problem, clearProblem } = useSubmission<Values, object>({
    form,
    schema,
    toBody: ({ note, evidence, overrideReason, ...v }) => ({
      ...v,
      standard: s.standard,
      evidence: [...(evidence ?? []), ...noteRef(note)],
      ...(overrideReason ? { overrideReason } : {}),
    }),
    send: (body, key) => steps.find(body as Parameters<typeof steps.find>[0], key),
    onDone: props.onSaved,
  })
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (props.focus) top.current?.focus()
  }, [props.focus])
  const adopt = () =>
    form.setFieldsValue({
      result: s.suggestion.result,
      basis: s.suggestion.why,
      evidence: s.suggestion.evidence.map((e) => e.ref),
    })
  return (
    <Form<Values>
      form={form}
      name={`standard-${s.standard}`}
      layout="vertical"
      className="standard-form no-print"
      initialValues={{
        result: s.result ?? undefined,
        basis: s.basis ?? undefined,
        evidence: s.evidence.map((e) => e.ref),
        overrideReason: s.overrideReason ?? undefined,
      }}
      onFinish={() => void submit()}
    >
      <div ref={top} tabIndex={-1}>
        <Suggestion standard={s} onAdopt={adopt} />
      </div>
      {offered.length > 0 ? (
        <Form.Item name="evidence" label="佐证（勾选采信的；判为通过至少要有一项）">
          <Checkbox.Group
            options={offered.map((e) => ({ value: e.ref, label: e.label }))}
            className="tick-column"
          />
        </Form.Item>
      ) : null}
      <Form.Item
        name="note"
        label={offered.length > 0 ? '其他佐证（可不填）' : '佐证（系统里没有，请写明看过的材料）'}
      >
        <Input maxLength={200} autoComplete="off" placeholder="如：查看租赁合同原件，租期至 2028 年 6 月" />
      </Form.Item>
      <Form.Item name="result" label="结论" required>
        <Radio.Group options={results} optionType="button" buttonStyle="solid" />
      </Form.Item>
      <Form.Item name="basis" label="依据" required>
        <FieldText min={2} max={500} rows={2} placeholder="为什么这样判，一两句话" />
      </Form.Item>
      <OverrideReason standard={s} />
      <ProblemNote
        problem={problem}
        onReload={() => {
          steps.reload()
          clearProblem()
        }}
      />
      <Button type="primary" htmlType="submit" loading={pending}>
        保存这一项
      </Button>
    </Form>
  )
}

/** Where the rule is not met but may be set aside, the reason is asked for as soon as “通过” is chosen. */
function OverrideReason({ standard: s }: { standard: Standard }) {
  const result = Form.useWatch('result') as FindingResult | undefined
  if (!s.suggestion.needsOverride || result !== 'met') return null
  return (
    <Form.Item
      name="overrideReason"
      label="特殊情况说明（不满足年限仍判通过，须写明理由）"
      rules={[{ required: true, min: 4, message: '请写明理由，至少 4 个字' }]}
    >
      <FieldText
        min={4}
        max={500}
        rows={2}
        placeholder="如：成立 11 个月，手持订单 300 万元，经营者从业十年"
      />
    </Form.Item>
  )
}

function Suggestion({ standard: s, onAdopt }: { standard: Standard; onAdopt: () => void }) {
  const { suggestion } = s
  if (!suggestion.why) return null
  return (
    <Alert
      type={suggestion.result === 'met' ? 'success' : suggestion.result === 'unmet' ? 'error' : 'warning'}
      title={`按现有数据建议：${findingResults[suggestion.result]}`}
      description={suggestion.why}
      action={
        <Button size="small" onClick={onAdopt}>
          采用建议
        </Button>
      }
      style={{ marginBottom: 12 }}
    />
  )
}

/** What can be ticked: what the facts offer, and what an earlier conclusion rested on. */
function evidenceOf(s: Standard) {
  const known = new Map([...s.evidence, ...s.suggestion.evidence].map((e) => [e.ref, e.label]))
  return [...known].map(([ref, label]) => ({ ref, label }))
}
