import { Link } from '@tanstack/react-router'
import { Checkbox } from 'antd'
import { roles } from '#contract/organisations/roles.ts'
import { qualitySubjects } from '#contract/registry/quality.fields.ts'
import { qualityBodies, qualitySeverities, roleOfBody } from '#contract/registry/quality.ts'
import type { Column } from '../../../ui/columns.ts'
import { ClearFilters, pick, useFilters, type Values } from '../../../ui/Filters.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Figure } from '../../../ui/Money.tsx'
import { PageTitle } from '../../../ui/PageTitle.tsx'
import { PlainTable } from '../../../ui/PlainTable.tsx'
import { Section } from '../../../ui/Section.tsx'
import { StateTag, type Tone } from '../../../ui/StateTag.tsx'
import { whenText } from '../../../ui/When.tsx'
import { DivisionPicker } from '../../organisations/DivisionPicker.tsx'
import { OwnerPicker } from './OwnerPicker.tsx'
import { Trend } from './Trend.tsx'
import { type Quality, type RuleCount, useQuality } from './useQuality.ts'

const tones: Readonly<Record<RuleCount['severity'], Tone>> = { severe: 'bad', usual: 'wait', hint: 'off' }
const order: readonly RuleCount['severity'][] = ['severe', 'usual', 'hint']

/** What looks wrong in the data: each rule with how many wait to be mended, the new ones, and the curve of two weeks. */
export function QualityPage() {
  const [filters, set] = useFilters()
  const query = useQuality(filters)
  const checked = query.data?.checkedAt
  return (
    <div className="stack">
      <PageTitle
        title="数据质量"
        note={
          checked ? `核查于 ${whenText(checked)}；每日一次，名单入库后再查相关规则` : '名单入库后自动核查'
        }
      >
        <LinkButton to="/quality/findings" search={carried(filters)}>
          逐条查看
        </LinkButton>
      </PageTitle>
      <div className="filters no-print">
        <OwnerPicker owners={query.data?.owners ?? []} />
        <DivisionPicker name="division" />
        <Checkbox
          checked={filters.every === 'yes'}
          onChange={(e) => set({ every: e.target.checked ? 'yes' : undefined })}
        >
          也列出没有问题的规则
        </Checkbox>
        <ClearFilters names={['owner', 'division', 'every']} />
      </div>
      <Loaded query={query}>{(data) => <Rules data={data} filters={filters} />}</Loaded>
    </div>
  )
}

const carried = (filters: Values) => pick(filters, ['owner', 'division']) as Record<string, string>

function Rules({ data, filters }: { data: Quality; filters: Values }) {
  const open = data.rules.reduce((n, r) => n + r.open, 0)
  const fresh = data.rules.reduce((n, r) => n + r.fresh, 0)
  const rows = data.rules
    .filter((r) => filters.every === 'yes' || r.open > 0)
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.open - a.open)
  return (
    <Section
      title={`未处理 ${open.toLocaleString('zh-CN')} 处`}
      note={`今日新发现 ${fresh.toLocaleString('zh-CN')} 处；共 ${data.rules.length} 条规则`}
    >
      <PlainTable
        fit
        rows={rows}
        columns={columnsOf(filters)}
        rowKey="key"
        label="各规则未处理数"
        empty={data.checkedAt ? emptyText(filters) : '还没有核查过；第一份名单入库后自动核查'}
        expand={(r) => (
          <>
            <p>查什么：{r.sentence}</p>
            <p>为什么：{r.why}</p>
            <p>
              怎么办：{r.todo}（{qualityBodies[r.body]}，{roles[roleOfBody[r.body]]}）
            </p>
          </>
        )}
      />
    </Section>
  )
}

const emptyText = (filters: Values) =>
  filters.owner ? '没有未处理的问题' : '没有由本机构核改的问题；选“全部机构”可看其他机构的'

function columnsOf(filters: Values): readonly Column<RuleCount>[] {
  return [
    {
      title: '问题',
      dataIndex: 'label',
      render: (label: string, r) =>
        r.open > 0 ? (
          <Link to="/quality/findings" search={{ ...carried(filters), rule: r.key }}>
            {label}
          </Link>
        ) : (
          label
        ),
    },
    {
      title: '对象',
      dataIndex: 'subject',
      width: 110,
      render: (s: RuleCount['subject']) => qualitySubjects[s],
    },
    {
      title: '轻重',
      dataIndex: 'severity',
      width: 90,
      render: (s: RuleCount['severity']) => <StateTag tone={tones[s]}>{qualitySeverities[s]}</StateTag>,
    },
    {
      title: '未处理',
      dataIndex: 'open',
      width: 90,
      align: 'right',
      render: (n: number) => <Figure n={n} />,
    },
    {
      title: '今日新增',
      dataIndex: 'fresh',
      width: 90,
      align: 'right',
      render: (n: number) => (n > 0 ? <Figure n={n} /> : <span className="muted">0</span>),
    },
    { title: '近两周', dataIndex: 'trend', width: 110, render: (t: number[]) => <Trend values={t} /> },
    { title: '由谁核改', dataIndex: 'body', width: 100, render: (b: RuleCount['body']) => qualityBodies[b] },
  ]
}
