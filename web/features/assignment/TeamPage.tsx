import { useParams } from '@tanstack/react-router'
import { Button, Form } from 'antd'
import { useState } from 'react'
import { BackLink } from '../../ui/BackLink.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { Section } from '../../ui/Section.tsx'
import { Tiles } from '../../ui/Tiles.tsx'
import { When } from '../../ui/When.tsx'
import { PlaceField } from './PlaceField.tsx'
import { PostPicker } from './PostPicker.tsx'
import { TeamQueue } from './TeamQueue.tsx'
import { type Team, useChangeTeam, useMyWork, useTeam } from './useTeams.ts'

type Deed = 'member' | 'duty' | 'end' | null

/** One team: who, where, how much is done; members work its queue from here. */
export function TeamPage() {
  const { teamId } = useParams({ strict: false }) as { teamId: string }
  const team = useTeam(teamId)
  return (
    <div className="stack">
      <BackLink to="/teams" label="走访小组" />
      <Loaded query={team}>{(t) => <Content team={t} onReload={() => void team.refetch()} />}</Loaded>
    </div>
  )
}

function Content({ team, onReload }: { team: Team; onReload: () => void }) {
  const [deed, setDeed] = useState<Deed>(null)
  const mine = useMyWork().data?.teams.some((t) => t.id === team.id) ?? false
  return (
    <>
      <PageTitle title={team.name} note={team.place}>
        {team.mayManage ? (
          <>
            <Button onClick={() => setDeed('member')}>加成员</Button>
            <Button onClick={() => setDeed('duty')}>加责任片区</Button>
            <Button danger onClick={() => setDeed('end')}>
              撤销小组
            </Button>
          </>
        ) : null}
      </PageTitle>
      <Tiles
        label="工作量"
        items={[
          {
            label: '待走访',
            n: team.open,
            hint: '户，已发布的清单',
            tone: team.open > 0 ? 'wait' : undefined,
          },
          { label: '已走访', n: team.visited, hint: '户' },
          { label: '成员', n: team.members, hint: team.orgs.join('、') },
        ]}
      />
      <People team={team} onReload={onReload} />
      <Areas team={team} onReload={onReload} />
      {mine ? <TeamQueue teamId={team.id} /> : null}
      <Dialogs team={team} deed={deed} onClose={() => setDeed(null)} onReload={onReload} />
    </>
  )
}

/** A cover ends with its last day: the midnight after would read as a day more. */
const lastMinute = (at: string) => new Date(Date.parse(at) - 60_000).toISOString()

function People({ team, onReload }: { team: Team; onReload: () => void }) {
  const change = useChangeTeam(team.id)
  const [leaving, setLeaving] = useState<Team['people'][number] | null>(null)
  return (
    <Section title="成员" note="退出或岗位结束后，立即看不到小组的对象">
      <PlainTable
        rows={team.people}
        rowKey="id"
        label="成员"
        empty="没有在任的成员；请加成员"
        columns={[
          {
            title: '姓名',
            dataIndex: 'name',
            render: (name: string, p) => `${name}${p.leader ? '（组长）' : ''}`,
          },
          { title: '单位', dataIndex: 'org' },
          { title: '岗位', dataIndex: 'role' },
          { title: '从', dataIndex: 'from', render: (at: string) => <When at={at} /> },
          {
            title: '到',
            dataIndex: 'to',
            render: (at: string | null) => (at ? <When at={lastMinute(at)} /> : '长期'),
          },
          {
            title: '说明',
            dataIndex: 'coversFor',
            render: (who: string | null) => (who ? `替 ${who} 顶岗` : ''),
          },
          ...(team.mayManage
            ? [
                {
                  title: '办理',
                  key: 'act',
                  render: (_: unknown, p: Team['people'][number]) => (
                    <Button size="small" onClick={() => setLeaving(p)}>
                      退出
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {leaving ? (
        <FormDialog
          open
          title={`让 ${leaving.name} 退出小组？`}
          okText="退出"
          onClose={() => setLeaving(null)}
          onReload={onReload}
          onSubmit={(_, key) =>
            change.mutateAsync({ action: 'endMember', memberId: leaving.id, version: team.version, key })
          }
        >
          <p>即刻看不到小组的走访对象；已登记的走访都保留。</p>
        </FormDialog>
      ) : null}
    </Section>
  )
}

function Areas({ team, onReload }: { team: Team; onReload: () => void }) {
  const change = useChangeTeam(team.id)
  const [ending, setEnding] = useState<Team['areas'][number] | null>(null)
  return (
    <Section title="责任片区">
      <PlainTable
        rows={team.areas}
        rowKey="id"
        label="责任片区"
        empty="还没有责任片区；请加责任片区"
        columns={[
          { title: '区划', dataIndex: 'place' },
          { title: '楼宇', dataIndex: 'building', render: (b: string | null) => b ?? '整个区划' },
          {
            title: '看户',
            key: 'see',
            render: (_, d) =>
              team.mayManage ? (
                <LinkButton small to="/targets" search={{ division: d.division }}>
                  走访对象
                </LinkButton>
              ) : null,
          },
          ...(team.mayManage
            ? [
                {
                  title: '办理',
                  key: 'act',
                  render: (_: unknown, d: Team['areas'][number]) => (
                    <Button size="small" onClick={() => setEnding(d)}>
                      不再负责
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {ending ? (
        <FormDialog
          open
          title={`不再负责 ${ending.building ?? ending.place}？`}
          okText="确定"
          onClose={() => setEnding(null)}
          onReload={onReload}
          onSubmit={(_, key) =>
            change.mutateAsync({ action: 'endDuty', dutyId: ending.id, version: team.version, key })
          }
        >
          <p>小组成员即刻看不到这里的对象；之后补交的走访只作备注。</p>
        </FormDialog>
      ) : null}
    </Section>
  )
}

function Dialogs(props: { team: Team; deed: Deed; onClose: () => void; onReload: () => void }) {
  const { team, deed, onClose, onReload } = props
  const change = useChangeTeam(team.id)
  const { version } = team
  if (deed === 'member')
    return (
      <FormDialog<{ grantId: string }>
        open
        title="加成员"
        okText="加入"
        onClose={onClose}
        onReload={onReload}
        onSubmit={({ grantId }, key) =>
          change.mutateAsync({ action: 'addMember', grantId, leader: false, version, key })
        }
      >
        <Form.Item name="grantId" label="谁" rules={[{ required: true, message: '请选择' }]}>
          <PostPicker />
        </Form.Item>
      </FormDialog>
    )
  if (deed === 'duty')
    return (
      <FormDialog<{ places: string[][] }>
        open
        title="加责任片区"
        okText="加上"
        onClose={onClose}
        onReload={onReload}
        onSubmit={({ places }, key) =>
          change.mutateAsync({ action: 'addDuty', division: places[0]!.at(-1)!, version, key })
        }
      >
        <Form.Item
          name="places"
          label="镇街或社区（村），一次一处"
          rules={[{ required: true, message: '请选择' }]}
        >
          <PlaceField />
        </Form.Item>
      </FormDialog>
    )
  return (
    <ReasonDialog
      open={deed === 'end'}
      danger
      title={`撤销「${team.name}」？`}
      note="成员即刻看不到小组的对象；走访记录都保留。"
      okText="撤销"
      onClose={onClose}
      onReload={onReload}
      onSubmit={(reason, key) => change.mutateAsync({ action: 'end', reason, version, key })}
    />
  )
}
