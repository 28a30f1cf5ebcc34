import { Link } from '@tanstack/react-router'
import { Alert, Button, Form } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import type { TargetView } from '#contract/assignment/routes.ts'
import { NewDeclaration } from '#contract/financing/declaration.routes.ts'
import type { EntityView } from '#contract/registry/routes.ts'
import type { VisitView } from '#contract/visits/routes.ts'
import { Facts } from '../../ui/Facts.tsx'
import { dayText } from '../../ui/instant.ts'
import { Money } from '../../ui/Money.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSubmission } from '../../ui/useSubmission.ts'
import { BankPicker } from './BankPicker.tsx'
import { ConsentForm, type ConsentValues, consentOf } from './ConsentForm.tsx'
import { NeedForm } from './NeedForm.tsx'
import { type Declaration, useBanks, useCreateDeclaration, useDeclarations } from './useFinancing.ts'

type Body = z.input<typeof NewDeclaration>
type Values = Omit<Body, 'consent' | 'submit' | 'targetId' | 'entityId' | 'visitId'> & {
  consent?: ConsentValues
}
type Target = z.output<typeof TargetView>
type Visit = z.output<typeof VisitView>

interface Props {
  entity: z.output<typeof EntityView>
  target: Target | undefined
  visit: Visit | undefined
  onDone: (view: Declaration) => void
}

/** The firm, its need, its consents: one page, saved as a draft or submitted. */
export function NewDeclarationForm({ entity, target, visit, onDone }: Props) {
  const [form] = Form.useForm<Values>()
  const [submitting, setSubmitting] = useState(false)
  const create = useCreateDeclaration()
  const assigned = useAssignedBanks(target)
  const { submit, pending, problem } = useSubmission<Values, Body>({
    form,
    schema: NewDeclaration,
    toBody: ({ consent, ...need }) => ({
      ...need,
      ...(target ? { targetId: target.id } : { entityId: entity.id }),
      ...(visit ? { visitId: visit.id } : {}),
      ...(consentOf(consent) ? { consent: consentOf(consent) } : {}),
      acceptsOther: need.acceptsOther ?? false,
      submit: submitting,
    }),
    send: async (body, key) => onDone(await create.mutateAsync({ body, key })),
  })
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={{
        needType: 'working',
        termMonths: 12,
        acceptsOther: true,
        amountFen: visit?.needFen ?? undefined,
        purpose: visit?.needUse ?? undefined,
        consent: { channel: visit ? 'onsite' : undefined, provideTo: [] },
      }}
      onFinish={() => void submit()}
      className="stack"
    >
      <FirmSection entity={entity} target={target} visit={visit} />
      <Section title="融资需求" note={visit?.needFen ? '已带入走访登记的金额与用途，请核对' : undefined}>
        <NeedForm />
        <Form.Item name="wishBankId" label="意向银行（企业自己提出的，可不填）" style={{ maxWidth: 320 }}>
          <BankPicker />
        </Form.Item>
      </Section>
      <Section title="授权" note="每家银行单独同意，可随时撤回">
        <ConsentForm suggested={assigned} />
      </Section>
      <div>
        <ProblemNote problem={problem} />
        <ConsentMissing form={form} show={submitting} />
        <div className="row">
          <Button
            type="primary"
            htmlType="submit"
            loading={pending && submitting}
            onClick={() => setSubmitting(true)}
          >
            提交申报
          </Button>
          <Button htmlType="submit" loading={pending && !submitting} onClick={() => setSubmitting(false)}>
            存为草稿
          </Button>
          <span className="muted">提交后由区县专班核实、审核；草稿可以以后再提交</span>
        </div>
      </div>
    </Form>
  )
}

/** The errors that belong to the consent as a whole, where no single field shows them. */
function ConsentMissing({ form, show }: { form: ReturnType<typeof Form.useForm<Values>>[0]; show: boolean }) {
  const collect = Form.useWatch(['consent', 'collect'], form)
  if (!show || collect) return null
  return (
    <Alert
      type="warning"
      showIcon
      title="提交前须取得企业的信息采集同意：请在上面“授权”里勾选，或先存草稿"
      style={{ marginBottom: 12 }}
    />
  )
}

/** Main and backup bank of the assignment; the list knows branches by name, the consent is the bank's. */
function useAssignedBanks(target: Target | undefined): { id: string; why: string }[] {
  const banks = useBanks()
  const bankOf = (branch: string | null | undefined) =>
    banks.data?.rows.find((b) => b.kind === 'bank_branch' && b.name === branch)?.parentId
  const main = bankOf(target?.mainBranch)
  const backup = bankOf(target?.backupBranch)
  return [
    ...(main ? [{ id: main, why: '派定的主办行' }] : []),
    ...(backup && backup !== main ? [{ id: backup, why: '派定的备选行，主办行不能授信时接手' }] : []),
  ]
}

/** The firm that declares, and what is already under way for it. */
function FirmSection({ entity, target, visit }: Omit<Props, 'onDone'>) {
  const before = useDeclarations({ entityId: entity.id }, { limit: '5' })
  return (
    <Section
      title={entity.name}
      note={`${entity.kindLabel}，${entity.statusLabel}`}
      extra={
        <Link to="/entities/$entityId" params={{ entityId: entity.id }}>
          查看企业档案
        </Link>
      }
    >
      {before.rows.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title="这户已有申报；同类需求在办时不能重复申报"
          description={before.rows.map((d) => (
            <div key={d.id}>
              <Link to="/declarations/$declarationId" params={{ declarationId: d.id }}>
                {d.no}
              </Link>{' '}
              {d.statusLabel} · <Money fen={d.amountFen} />
            </div>
          ))}
          style={{ marginBottom: 12 }}
        />
      ) : null}
      <Facts
        items={[
          { label: '统一社会信用代码', value: <span className="num">{entity.uscc ?? '无'}</span> },
          { label: '所在', value: entity.place },
          { label: '成立日期', value: entity.foundedOn },
          { label: '法定代表人、经营者', value: entity.legalRep },
          { label: '登记电话（已脱敏）', value: entity.phone },
          { label: '派定主办行', value: target?.mainBranch ?? '未派定' },
          { label: '派定备选行', value: target?.backupBranch ?? '未派定' },
          visit
            ? {
                label: '来自走访',
                value: `${dayText(visit.occurredAt)} ${visit.by}（${visit.org}）`,
              }
            : null,
          entity.scope ? { label: '经营范围', value: entity.scope, wide: true } : null,
        ]}
      />
    </Section>
  )
}
