import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { coverKinds } from '#contract/assignment/words.ts'
import { useCan, useSession } from '../../shell/session.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { CoverDialog, NewTeamDialog } from './TeamDialogs.tsx'
import { type Cover, type TeamRow, teamFilters, useCovers, useEndCover, useTeams } from './useTeams.ts'

const columns: readonly Column<TeamRow>[] = [
  {
    title: '小组',
    dataIndex: 'name',
    render: (name: string, t) => (
      <Link to="/teams/$teamId" params={{ teamId: t.id }}>
        {name}
      </Link>
    ),
  },
  { title: '所在', dataIndex: 'place' },
  { title: '单位', dataIndex: 'orgs', render: (orgs: string[]) => orgs.join('、') || '没有在任成员' },
  { title: '成员', dataIndex: 'members', align: 'right', render: (n: number) => <Figure n={n} /> },
  { title: '责任片区', dataIndex: 'duties', render: (d: string[]) => d.join('、') || '未定' },
  { title: '待走访', dataIndex: 'open', align: 'right', render: (n: number) => <Figure n={n} /> },
  { title: '已走访', dataIndex: 'visited', align: 'right', render: (n: number) => <Figure n={n} /> },
]

/** Who walks which streets: teams of several bodies, and who stands in for whom. */
export function TeamsPage() {
  const can = useCan()
  const today = useSession().data?.today
  const navigate = useNavigate()
  const [filters] = useFilters()
  const [open, setOpen] = useState<'team' | 'cover' | null>(null)
  const manages = can('team.manage')
  return (
    <div className="stack">
      <PageTitle title="走访小组" note="几家单位的人共走一份对象；一次走访只计一次">
        {manages ? (
          <>
            <Button onClick={() => setOpen('cover')}>请假顶岗、交接</Button>
            <Button type="primary" onClick={() => setOpen('team')}>
              组建小组
            </Button>
          </>
        ) : null}
      </PageTitle>
      <div className="filters no-print">
        <SearchBox name="search" placeholder="小组名称" />
        <DivisionPicker name="division" />
        <ClearFilters names={teamFilters} />
      </div>
      <DataTable
        pages={useTeams(filters)}
        columns={columns}
        rowKey="id"
        label="走访小组"
        empty={
          manages
            ? '还没有小组；点“组建小组”，选好成员和责任片区即可'
            : '还没有您单位参加的小组；由区县或镇街组建'
        }
      />
      {manages ? <Covers /> : null}
      {open === 'team' ? (
        <NewTeamDialog
          onClose={() => setOpen(null)}
          onMade={(teamId) => void navigate({ to: '/teams/$teamId', params: { teamId } })}
        />
      ) : null}
      {open === 'cover' && today ? <CoverDialog today={today} onClose={() => setOpen(null)} /> : null}
    </div>
  )
}

const day = (at: string) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)
/** The last day of a cover: its end is the midnight after. */
const lastDay = (at: string) => day(new Date(Date.parse(at) - 1).toISOString())

/** Called off before it began: it never held. */
const calledOff = (c: Cover) => c.to !== null && Date.parse(c.to) <= Date.parse(c.from)
const ahead = (c: Cover) => !calledOff(c) && Date.parse(c.from) > Date.now()

function stateOf(c: Cover): string {
  if (calledOff(c)) return '已撤销'
  if (c.live) return '有效'
  return ahead(c) ? '未开始' : '已结束'
}

function Covers() {
  const [ending, setEnding] = useState<Cover | null>(null)
  const end = useEndCover()
  return (
    <Section title="顶岗与交接" note="到期自动结束；新的在前">
      <DataTable<Cover>
        pages={useCovers()}
        rowKey="id"
        label="顶岗与交接"
        empty="没有顶岗或交接；有人请假时点“请假顶岗、交接”"
        columns={[
          { title: '谁', dataIndex: 'person' },
          { title: '事项', dataIndex: 'kind', render: (k: Cover['kind']) => coverKinds[k] },
          { title: '由谁接手', dataIndex: 'coveredBy' },
          {
            title: '接手什么',
            key: 'what',
            render: (_, c) => [c.place, ...c.teams].filter(Boolean).join('、') || '—',
          },
          {
            title: '期间',
            key: 'when',
            render: (_, c) => `${day(c.from)} 起${c.to && !calledOff(c) ? `，到 ${lastDay(c.to)}` : ''}`,
          },
          {
            title: '状态',
            dataIndex: 'live',
            render: (live: boolean, c) => <StateTag tone={live ? 'go' : 'off'}>{stateOf(c)}</StateTag>,
          },
          { title: '说明', dataIndex: 'note' },
          { title: '经办', dataIndex: 'madeBy' },
          {
            title: '办理',
            key: 'act',
            render: (_, c) =>
              ahead(c) || (c.kind === 'leave' && c.live) ? (
                <Button size="small" onClick={() => setEnding(c)}>
                  {ahead(c) ? '撤销' : '提前结束'}
                </Button>
              ) : null,
          },
        ]}
      />
      {ending ? (
        <ReasonDialog
          open
          title={
            ahead(ending)
              ? `撤销由 ${ending.coveredBy} ${ending.kind === 'leave' ? '顶岗' : '接手'}的安排？`
              : `提前结束 ${ending.coveredBy} 的顶岗？`
          }
          note={
            ahead(ending)
              ? `还没有开始，撤销后仍由 ${ending.person} 负责。`
              : `${ending.person} 的责任片区即刻交还；顶岗期间的走访都保留。`
          }
          placeholder={ahead(ending) ? '如：不请假了' : '如：提前回来上班'}
          okText={ahead(ending) ? '撤销安排' : '结束顶岗'}
          onClose={() => setEnding(null)}
          onSubmit={(reason, key) => end.mutateAsync({ coverId: ending.id, reason, key })}
        />
      ) : null}
    </Section>
  )
}
