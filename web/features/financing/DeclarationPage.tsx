import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect } from 'react'
import { channels, guarantees, needTypes, purposeKinds } from '#contract/financing/words.ts'
import { rateText } from '#contract/kernel/money.ts'
import { useCan } from '../../shell/session.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { FlowTimeline } from '../../ui/FlowTimeline.tsx'
import { dayText } from '../../ui/instant.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { CaseLines } from './CaseLines.tsx'
import { ConsentList } from './ConsentList.tsx'
import { DeclarationGuide } from './DeclarationGuide.tsx'
import { StandardList } from './StandardList.tsx'
import { StatusTag } from './StatusTag.tsx'
import { type Declaration, useDeclaration } from './useFinancing.ts'

/** One declaration from the form to the banks: what it is, what to do now, and why. */
export function DeclarationPage() {
  const { declarationId } = useParams({ strict: false }) as { declarationId: string }
  const query = useDeclaration(declarationId)
  return <Loaded query={query}>{(d) => <DeclarationBody key={d.id} declaration={d} />}</Loaded>
}

/** A link to a part of the page arrives before the part does: go there once it stands. */
function useArrival(): void {
  useEffect(() => {
    const part = window.location.hash.slice(1)
    if (part) document.getElementById(part)?.focus()
  }, [])
}

function DeclarationBody({ declaration: d }: { declaration: Declaration }) {
  const can = useCan()
  useArrival()
  return (
    <div className="stack">
      <BackLink to="/declarations" label="申报与审核" />
      <PageTitle
        title={d.name}
        note={
          <span className="row">
            <StatusTag status={d.status} label={d.statusLabel} />
            <span className="num">{d.no}</span>
            <span>现在在：{d.holder}</span>
          </span>
        }
      >
        <LinkButton to="/entities/$entityId" params={{ entityId: d.entityId }}>
          企业档案
        </LinkButton>
        <Button onClick={() => window.print()}>打印</Button>
      </PageTitle>
      <DeclarationGuide declaration={d} />
      <div className="two-columns">
        <div className="stack">
          <NeedSection declaration={d} />
          <OtherSubmissions declaration={d} />
          <StandardList declaration={d} mayWrite={d.status === 'inReview' && can('declaration.review')} />
          <CaseLines declaration={d} />
        </div>
        <div className="stack">
          <ConsentList declaration={d} mayWrite={can('declaration.write')} />
          <Section title="经过">
            <FlowTimeline lines={d.timeline} />
          </Section>
        </div>
      </div>
    </div>
  )
}

const verifiedHow: Readonly<Record<string, string>> = {
  visit: '走访核实',
  registryPhone: '登记电话核实',
  window: '窗口核实',
  account: '企业账号申报',
}

function NeedSection({ declaration: d }: { declaration: Declaration }) {
  return (
    <Section title="融资需求" note={channels[d.channel]}>
      <Facts
        items={[
          { label: '需求金额', value: <Money fen={d.amountFen} /> },
          { label: '需求类型', value: needTypes[d.needType] },
          { label: '期限', value: `${d.termMonths} 个月` },
          { label: '拟担保方式', value: guarantees[d.guarantee] },
          { label: '期望年利率上限', value: d.rateCapBp === null ? '未填' : rateText(d.rateCapBp) },
          {
            label: '自述是否首贷',
            value: d.firstLoanClaimed === null ? '未填' : d.firstLoanClaimed ? '是首贷' : '不是',
          },
          { label: '意向银行', value: d.wishBank ?? '未提出' },
          { label: '接受推荐给备选行', value: d.acceptsOther ? '接受' : '不接受' },
          { label: '联系人', value: `${d.contactName}　${d.contactPhone}` },
          { label: '统一社会信用代码', value: <span className="num">{d.uscc ?? '无'}</span> },
          { label: '所在', value: d.place },
          { label: '申报日期', value: d.submittedAt ? dayText(d.submittedAt) : '未提交' },
          {
            label: '是否核实为企业本人申报',
            value: d.verified ? (verifiedHow[d.verifiedHow ?? ''] ?? '已核实') : '还没有核实',
          },
          {
            label: '用途与资金使用计划',
            value: `${purposeKinds[d.purposeKind]}：${d.purpose}`,
            wide: true,
          },
          { label: '订单、合同等佐证', value: d.ordersNote ?? '未提供', wide: true },
        ]}
      />
    </Section>
  )
}

/** What else was sent in under this firm's name: only one of them is the firm's own. */
function OtherSubmissions({ declaration: d }: { declaration: Declaration }) {
  if (d.otherSubmissions.length === 0) return null
  return (
    <Section
      title="同一企业的其他扫码申报"
      note={`另有 ${d.otherSubmissions.length} 份同类需求还没有核实。请按登记电话核实哪一份是企业本人的；核实一份后，其余自动并入`}
    >
      <Facts
        items={d.otherSubmissions.map((o) => ({
          label: dayText(o.openedAt),
          value: (
            <Link to="/declarations/$declarationId" params={{ declarationId: o.id }}>
              {o.no}　{o.contactName}　{o.contactPhone}　<Money fen={o.amountFen} />
            </Link>
          ),
        }))}
      />
    </Section>
  )
}
