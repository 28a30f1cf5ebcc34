import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { guarantees, needTypes, parts, purposeKinds } from '#contract/financing/words.ts'
import { rateText } from '#contract/kernel/money.ts'
import { ApiProblem } from '../../ui/apiProblem.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { FlowTimeline } from '../../ui/FlowTimeline.tsx'
import { dayText } from '../../ui/instant.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { Standstill } from '../../ui/Standstill.tsx'
import { contactHows } from './caseWords.ts'
import { DecisionFacts } from './DecisionFacts.tsx'
import { DeskGuide } from './DeskGuide.tsx'
import { Loans } from './Loans.tsx'
import { StatusTag } from './StatusTag.tsx'
import { type DeskCase, useDeskCase } from './useFinancing.ts'
import './financing.css'

/** One firm at the bank: whom to call, what it needs, what the work group found, and the next step. */
export function DeskCasePage() {
  const { caseId } = useParams({ strict: false }) as { caseId: string }
  const [left, setLeft] = useState<string | null>(null)
  const query = useDeskCase(caseId)
  if (left !== null) return <Gone title="已移交" text={left} />
  if (query.error instanceof ApiProblem && query.error.status === 404 && query.data === undefined)
    return (
      <Gone
        title="这户已不在本行办理"
        text="可能已经移交备选行、由专班收回，或企业已撤回授权。本行此前的决定仍记在台账里。"
      />
    )
  return <Loaded query={query}>{(c) => <DeskCaseBody key={c.id} bankCase={c} onLeft={setLeft} />}</Loaded>
}

/** A case that has left the bank: what became of it, and the way back to work. */
function Gone({ title, text }: { title: string; text: string }) {
  return (
    <Standstill
      title={title}
      text={text}
      extra={
        <>
          <LinkButton primary to="/desk">
            回到工作台
          </LinkButton>
          <LinkButton to="/desk" search={{ all: 'yes' }}>
            本行全部企业
          </LinkButton>
        </>
      }
    />
  )
}

function DeskCaseBody({ bankCase: c, onLeft }: { bankCase: DeskCase; onLeft: (text: string) => void }) {
  return (
    <div className="stack">
      <BackLink to="/desk" label="银行工作台" />
      <PageTitle
        title={c.name}
        note={
          <span className="row">
            <StatusTag status={c.status} label={c.statusLabel} />
            <span>本行是{parts[c.part]}</span>
            <span>{c.branch}</span>
          </span>
        }
      />
      <DeskGuide bankCase={c} onLeft={onLeft} />
      <div className="two-columns">
        <div className="stack">
          <FirmNeed bankCase={c} />
          {c.decision ? <DecisionFacts decision={c.decision} /> : null}
          <Loans bankCase={c} />
          <Standards bankCase={c} />
        </div>
        <div className="stack">
          <Section title="联系企业">
            <Facts
              items={[
                { label: '联系人', value: c.contactName },
                {
                  label: '联系电话（企业已授权本行）',
                  value: <a href={`tel:${c.contactPhone}`}>{c.contactPhone}</a>,
                },
                { label: '授权时间', value: c.consentGivenAt ? dayText(c.consentGivenAt) : null },
                {
                  label: '已对接',
                  value: c.contactedAt
                    ? `${dayText(c.contactedAt)} ${contactHows[c.contactHow as keyof typeof contactHows] ?? ''}`
                    : '还没有',
                },
              ]}
            />
          </Section>
          <Section title="经过">
            <FlowTimeline lines={c.timeline} />
          </Section>
        </div>
      </div>
    </div>
  )
}

function FirmNeed({ bankCase: c }: { bankCase: DeskCase }) {
  return (
    <Section title="企业与需求">
      <Facts
        items={[
          { label: '统一社会信用代码', value: <span className="num">{c.uscc ?? '无'}</span> },
          { label: '所在', value: c.place },
          { label: '需求金额', value: <Money fen={c.amountFen} /> },
          { label: '推荐金额', value: <Money fen={c.recommendedFen} /> },
          { label: '需求类型', value: needTypes[c.needType] },
          { label: '期限', value: `${c.termMonths} 个月` },
          { label: '拟担保方式', value: guarantees[c.guaranteeOffered] },
          { label: '期望年利率上限', value: c.rateCapBp === null ? '未填' : rateText(c.rateCapBp) },
          {
            label: '自述是否首贷',
            value: c.firstLoanClaimed === null ? '未填' : c.firstLoanClaimed ? '是首贷' : '不是',
          },
          { label: '用途与资金使用计划', value: `${purposeKinds[c.purposeKind]}：${c.purpose}`, wide: true },
          { label: '订单、合同等佐证', value: c.ordersNote ?? '未提供', wide: true },
          { label: '专班推荐理由', value: c.recommendReason, wide: true },
        ]}
      />
    </Section>
  )
}

function Standards({ bankCase: c }: { bankCase: DeskCase }) {
  return (
    <Section title="专班审核的五项标准" note="供参考，授信由本行自主决定">
      <ol className="plain-list">
        {c.standards.map((s) => (
          <li key={s.standard} className="standard">
            <b>
              {s.standard}. {s.label}
            </b>
            ：{s.result ?? '未填写'}
            {s.basis ? <div className="muted">{s.basis}</div> : null}
          </li>
        ))}
      </ol>
    </Section>
  )
}
