import { useQuery } from '@tanstack/react-query'
import { Button, Space } from 'antd'
import { useState } from 'react'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { divisionRoutes } from '#contract/organisations/division.routes.ts'
import { divisionChangeKinds, divisionChangeStates } from '#contract/organisations/words.ts'
import { api } from '../../shell/api.ts'
import type { Column } from '../../ui/columns.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { newKey } from '../../ui/newKey.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { useChange } from '../../ui/useChange.ts'
import { useSay } from '../../ui/useSay.ts'
import { DivisionChangeDialog } from './DivisionChangeDialog.tsx'
import { DivisionEffect } from './DivisionEffect.tsx'

export type DivisionChange = AnswerOf<typeof divisionRoutes.listDivisionChanges>['rows'][number]

const tones = { proposed: 'wait', planned: 'busy', done: 'go', cancelled: 'off' } as const

const moved = (c: DivisionChange) =>
  c.firms === null ? '' : `经营主体 ${c.firms} 户、走访对象 ${c.targets ?? 0} 户随之移动`

const joins = { merge: ' ', rename: '为 ', split: '出 ', recode: '为 ' } as const

const columns: readonly Column<DivisionChange>[] = [
  {
    title: '变更',
    key: 'what',
    render: (_, c) => (
      <>
        <b>{c.fromPlace}</b> {divisionChangeKinds[c.kind]}
        {joins[c.kind]}
        <b>{c.toPlace}</b>
        {c.parts.map((p) => (
          <div key={p.toCode} className="small">
            {p.toName}：{p.communities.join('、')}
          </div>
        ))}
        {c.kind === 'recode' ? <span className="muted small"> {c.toCode}</span> : null}
        {c.heirOffice ? <div className="muted small">原岗位由「{c.heirOffice}」承接</div> : null}
      </>
    ),
  },
  { title: '生效日', dataIndex: 'startsOn' },
  {
    title: '批复',
    key: 'notice',
    render: (_, c) => (
      <>
        {c.noticeNo}
        <div className="muted small">{c.notice}</div>
      </>
    ),
  },
  {
    title: '登记 / 确认',
    key: 'people',
    render: (_, c) => `${c.madeBy} / ${c.decidedBy ?? '待另一人确认'}`,
  },
  {
    title: '状态',
    key: 'state',
    render: (_, c) => (
      <>
        <StateTag tone={tones[c.state]}>{divisionChangeStates[c.state]}</StateTag>
        <div className="muted small">{c.endedReason ?? moved(c)}</div>
      </>
    ),
  },
]

/** Places that merge, split, are renamed or get another code, by their day: written down, confirmed by another person, in force by themselves. */
export function DivisionChangesPage() {
  const [planning, setPlanning] = useState(false)
  const [looking, setLooking] = useState<DivisionChange | null>(null)
  const [cancelling, setCancelling] = useState<DivisionChange | null>(null)
  const say = useSay()
  const query = useQuery({
    queryKey: ['divisionChanges'],
    queryFn: async () => (await api.listDivisionChanges({})).rows,
  })
  const act = useChange(
    ({
      id,
      key,
      ...body
    }: { id: string; key: string } & Parameters<typeof api.actOnDivisionChange>[0]['body']) =>
      api.actOnDivisionChange({ params: { changeId: id }, body, key }),
    ['divisionChanges'],
  )
  const confirm = async (c: DivisionChange) => {
    try {
      await act.mutateAsync({ id: c.id, action: 'confirm', version: c.version, key: newKey() })
      say.done(`已确认，${c.startsOn} 起自动生效`)
    } catch (error) {
      say.problem(error)
      void query.refetch()
    }
    setLooking(null)
  }
  const actions: Column<DivisionChange> = {
    title: '办理',
    key: 'act',
    render: (_, c) => (
      <Space>
        {c.state === 'proposed' || c.state === 'planned' ? (
          <>
            <Button
              size="small"
              type={c.state === 'proposed' && !c.own ? 'primary' : 'default'}
              onClick={() => setLooking(c)}
            >
              {c.state === 'proposed' && !c.own ? '看影响并确认' : '看影响'}
            </Button>
            <Button size="small" onClick={() => setCancelling(c)}>
              撤销
            </Button>
          </>
        ) : null}
      </Space>
    ),
  }
  return (
    <div className="stack">
      <PageTitle title="区划变更" note="到生效日自动办理；此前的走访、筛查和看板数字仍记在原区划，不改动">
        <Button type="primary" onClick={() => setPlanning(true)}>
          登记变更
        </Button>
      </PageTitle>
      <Loaded query={query}>
        {(rows) => (
          <PlainTable<DivisionChange>
            rows={rows}
            columns={[...columns, actions]}
            rowKey="id"
            label="区划变更"
            empty="还没有区划变更；收到批复后点“登记变更”，由另一人确认"
          />
        )}
      </Loaded>
      {planning ? <DivisionChangeDialog onClose={() => setPlanning(false)} /> : null}
      {looking ? (
        <DivisionEffect
          change={looking}
          onConfirm={looking.state === 'proposed' && !looking.own ? () => confirm(looking) : null}
          onClose={() => setLooking(null)}
        />
      ) : null}
      {cancelling ? (
        <ReasonDialog
          open
          title={`撤销：${cancelling.fromPlace} ${divisionChangeKinds[cancelling.kind]}`}
          note="撤销后到生效日不再办理；需要时可重新登记。"
          min={4}
          okText="撤销变更"
          danger
          onClose={() => setCancelling(null)}
          onSubmit={async (reason, key) => {
            await act.mutateAsync({
              id: cancelling.id,
              action: 'cancel',
              version: cancelling.version,
              reason,
              key,
            })
            say.done('已撤销')
          }}
        />
      ) : null}
    </div>
  )
}
