import { Link } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { runStates } from '#contract/screening/routes.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import { When } from '../../ui/When.tsx'
import { type Run, useRuns } from './useScreening.ts'

const tones: Readonly<Record<Run['state'], Tone>> = { running: 'busy', done: 'go', failed: 'bad' }

/** The state of a run as word, mark and colour. */
export function RunState({ state }: { state: Run['state'] }) {
  return <StateTag tone={tones[state]}>{runStates[state]}</StateTag>
}

const ifDone = (n: number, r: Run) => (r.state === 'done' ? <Figure n={n} /> : '—')

const columns: TableColumnsType<Run> = [
  {
    title: '筛查',
    dataIndex: 'id',
    render: (id: string, r) => (
      <Link to="/screening/$runId" params={{ runId: id }}>
        {r.asOf} 的筛查
      </Link>
    ),
  },
  { title: '状态', dataIndex: 'state', render: (_, r) => <RunState state={r.state} /> },
  { title: '规则', dataIndex: 'ruleVersion', render: (v: number) => `第 ${v} 版` },
  { title: '参加筛查', dataIndex: 'entities', align: 'right', render: ifDone },
  { title: '保留', dataIndex: 'targets', align: 'right', render: ifDone },
  { title: '剔除', dataIndex: 'excluded', align: 'right', render: ifDone },
  { title: '执行人', dataIndex: 'by' },
  { title: '开始', dataIndex: 'startedAt', render: (at: string) => <When at={at} /> },
  { title: '结束', dataIndex: 'finishedAt', render: (at: string | null) => <When at={at} /> },
]

/** Past runs; a running one is followed. */
export function RunList() {
  const runs = useRuns()
  return (
    <Section title="历次筛查" note="单位：户">
      <Loaded query={runs}>
        {(rows) => (
          <PlainTable
            rows={rows}
            columns={columns}
            rowKey="id"
            label="历次筛查"
            empty="还没有筛查过；先在“名单导入”把登记名录入库，再点“执行筛查”"
          />
        )}
      </Loaded>
    </Section>
  )
}
