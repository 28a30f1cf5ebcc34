import { useParams } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { modes, operations, outlooks, problemCategories } from '#contract/visits/words.ts'
import { useCan } from '../../shell/session.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { type Fact, Facts } from '../../ui/Facts.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure, Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { When } from '../../ui/When.tsx'
import { useVisit, type Visit } from './useVisits.ts'
import { ObservationTag, OutcomeTag } from './VisitTags.tsx'

/** One visit as it was written down. */
export function VisitPage() {
  const { visitId } = useParams({ strict: false }) as { visitId: string }
  const visit = useVisit(visitId)
  return (
    <div className="stack">
      <BackLink to="/visits" label="走访记录" />
      <Loaded query={visit}>{(v) => <Content visit={v} />}</Loaded>
    </div>
  )
}

function Content({ visit: v }: { visit: Visit }) {
  const can = useCan()
  return (
    <>
      <PageTitle title={v.name} note={<OutcomeTag outcome={v.outcome} />}>
        {can('entity.read') ? (
          <LinkButton to="/entities/$entityId" params={{ entityId: v.entityId }}>
            主体详情
          </LinkButton>
        ) : null}
        {v.targetId && can('target.read') ? (
          <LinkButton to="/targets/$targetId" params={{ targetId: v.targetId }}>
            走访对象
          </LinkButton>
        ) : null}
        {v.hasNeed && can('declaration.read') ? (
          <LinkButton to="/declarations" search={{ entityId: v.entityId }}>
            融资申报
          </LinkButton>
        ) : null}
      </PageTitle>
      <div className="halves">
        <How visit={v} />
        <Found visit={v} />
      </div>
      {v.observations.length > 0 ? (
        <Section title="五项观察" note="到场所见，供审核参考，不是审核结论">
          <PlainTable
            rows={v.observations}
            columns={observationColumns}
            rowKey={(o) => String(o.standard)}
            label="五项观察"
            empty="没有填写"
            fit
          />
        </Section>
      ) : null}
      {v.problemList.length > 0 ? (
        <Section title="反映的问题">
          <PlainTable
            rows={v.problemList}
            columns={problemColumns}
            rowKey="id"
            label="反映的问题"
            empty="没有"
            fit
          />
        </Section>
      ) : null}
      {v.note ? (
        <Section title="备注">
          <p style={{ margin: 0, whiteSpace: 'pre-wrap' }}>{v.note}</p>
        </Section>
      ) : null}
    </>
  )
}

function How({ visit: v }: { visit: Visit }) {
  return (
    <Section title="走访">
      <Facts
        items={[
          { label: '走访时间', value: <When at={v.occurredAt} /> },
          { label: '方式', value: modes[v.mode] },
          { label: '走访人', value: `${v.by} · ${v.org}` },
          { label: '同行', value: v.companions.join('、') },
          { label: '所在', value: v.place },
          { label: '统一社会信用代码', value: v.uscc ? <span className="num">{v.uscc}</span> : null },
          {
            label: '统计',
            value: v.counted ? (
              <StateTag tone="go">{v.household ? '计入走访' : '计次；本轮已计过户'}</StateTag>
            ) : (
              <StateTag tone="off">{v.late ? '交接后补记，只作备注' : '不计入走访'}</StateTag>
            ),
          },
          { label: '清单', value: v.onList ? `清单内（${v.round ?? ''}）` : '清单外走访' },
          { label: '登记时间', value: <When at={v.recordedAt} /> },
        ]}
      />
    </Section>
  )
}

function Found({ visit: v }: { visit: Visit }) {
  if (v.outcome !== 'normal')
    return (
      <Section title="经营与需求">
        <p className="muted" style={{ margin: 0 }}>
          没有见到正常经营，未询问经营和需求。
        </p>
      </Section>
    )
  const need: Fact[] = v.hasNeed
    ? [
        { label: '融资需求', value: <Money fen={v.needFen} /> },
        { label: '用途', value: v.needUse },
      ]
    : [{ label: '融资需求', value: `暂无${v.noNeedReason ? `：${v.noNeedReason}` : ''}` }]
  return (
    <Section title="经营与需求">
      <Facts
        items={[
          ...need,
          {
            label: '从业人员',
            value:
              v.employees === null ? null : (
                <>
                  <Figure n={v.employees} /> 人
                </>
              ),
          },
          { label: '年营业收入', value: <Money fen={v.revenueFen} /> },
          { label: '资产总额', value: <Money fen={v.assetsFen} /> },
          { label: '经营走势', value: v.operation ? operations[v.operation] : null },
          { label: '市场前景', value: v.outlook ? outlooks[v.outlook] : null },
        ]}
      />
    </Section>
  )
}

const observationColumns: TableColumnsType<Visit['observations'][number]> = [
  { title: '标准', dataIndex: 'label', render: (label: string, o) => `${o.standard}. ${label}` },
  {
    title: '观察',
    dataIndex: 'result',
    width: 120,
    render: (r: Visit['observations'][number]['result']) => <ObservationTag result={r} />,
  },
  { title: '依据', dataIndex: 'basis', render: (b: string | null) => b ?? '—' },
]

const problemColumns: TableColumnsType<Visit['problemList'][number]> = [
  {
    title: '类别',
    dataIndex: 'category',
    width: 140,
    render: (c: Visit['problemList'][number]['category']) => problemCategories[c],
  },
  { title: '情况', dataIndex: 'description' },
  {
    title: '当场解决',
    dataIndex: 'solvedOnSpot',
    width: 120,
    render: (solved: boolean) =>
      solved ? <StateTag tone="go">已解决</StateTag> : <StateTag tone="wait">未解决</StateTag>,
  },
]
