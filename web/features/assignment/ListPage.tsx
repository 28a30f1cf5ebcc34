import { Link, useParams } from '@tanstack/react-router'
import { Alert, Steps } from 'antd'
import { useCan } from '../../shell/session.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { Standstill } from '../../ui/Standstill.tsx'
import { When, whenText } from '../../ui/When.tsx'
import { Working } from '../../ui/Working.tsx'
import { BranchLoads } from './BranchLoads.tsx'
import { ListActions } from './ListActions.tsx'
import { ListState } from './ListState.tsx'
import { Moves } from './Moves.tsx'
import { olderRules } from './olderRules.ts'
import { type TargetListRow, useLists } from './useAssignment.ts'

/** One version of a list: made, assigned, published; and how full each branch is with it. */
export function ListPage() {
  const { listId } = useParams({ strict: false }) as { listId: string }
  const lists = useLists()
  return (
    <div className="stack">
      <BackLink to="/lists" label="清单与派发" />
      <Loaded query={lists}>
        {(all) => {
          const list = all.find((l) => l.id === listId)
          return list ? (
            <Content list={list} all={all} />
          ) : (
            <Standstill title="没有这份清单" text="可能已经撤回；请回到“清单与派发”再找" />
          )
        }}
      </Loaded>
    </div>
  )
}

function Content({ list, all }: { list: TargetListRow; all: readonly TargetListRow[] }) {
  const can = useCan()
  const a = list.assignment
  const older = olderRules(list)
  return (
    <>
      <PageTitle
        title={`${list.name} · ${list.round} · 第 ${list.version} 版`}
        note={<ListState state={list.state} />}
      >
        {can('target.read') ? (
          <LinkButton to="/targets" search={{ listId: list.id }}>
            看走访对象
          </LinkButton>
        ) : null}
        <ListActions list={list} replaces={replacedBy(list, all)} />
      </PageTitle>
      {older ? <Alert type="warning" showIcon title={older} /> : null}
      <Section title="进度">
        <Steps size="small" current={stepOf(list)} items={stepsOf(list)} />
        {a?.state === 'running' ? <Assigning list={list} /> : null}
      </Section>
      {a?.state === 'failed' ? (
        <Alert
          type="error"
          showIcon
          title="这次派发没有完成"
          description={a.failure ?? '请重新派发；如反复出现请联系管理员'}
        />
      ) : null}
      {a?.state === 'done' && a.unplaced > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={`${a.unplaced.toLocaleString('zh-CN')} 户没有配齐主办行和备选行`}
          description={
            list.state === 'draft'
              ? '网点走访能力已用完。可补报“银行网点与走访能力”名单入库后重新派发；也可以先发布，没有配齐的暂由专班走访。'
              : '网点走访能力已用完；编制新版前请补报“银行网点与走访能力”名单。'
          }
        />
      ) : null}
      <Section title="这份清单">
        <Facts
          items={[
            {
              label: '走访对象',
              value: (
                <>
                  <Figure n={list.targets} /> 户
                </>
              ),
            },
            {
              label: '依据的筛查',
              value: can('screening.read') ? (
                <Link to="/screening/$runId" params={{ runId: list.runId }}>
                  查看筛查结果
                </Link>
              ) : (
                `第 ${list.runId} 次`
              ),
            },
            {
              label: '编制',
              value: (
                <>
                  {list.madeBy} <When at={list.madeAt} />
                </>
              ),
            },
            {
              label: '发布',
              value: list.publishedAt ? (
                <>
                  {list.publishedBy} <When at={list.publishedAt} />
                </>
              ) : (
                '尚未发布'
              ),
            },
            ...(a?.state === 'done' && a.optimal !== null
              ? [
                  {
                    label: '派发总代价',
                    value: `${Number(a.cost).toLocaleString('zh-CN')} 分${a.optimal ? '，已证明没有更小的派法' : ''}`,
                  },
                ]
              : []),
            {
              label: '内容摘要（发布后内容不可改）',
              value: list.contentHash ? <code className="small">{list.contentHash.slice(0, 16)}</code> : null,
            },
          ]}
        />
      </Section>
      {a?.state === 'done' ? <Moves list={list} /> : null}
      {a?.state === 'done' ? <BranchLoads list={list} /> : null}
    </>
  )
}

/** The published version of the same round that publishing this one would recall. */
function replacedBy(list: TargetListRow, all: readonly TargetListRow[]): TargetListRow | undefined {
  return all.find((l) => l.round === list.round && l.state === 'published' && l.id !== list.id)
}

function stepOf(list: TargetListRow): number {
  if (list.state !== 'draft') return 3
  return list.assignment?.state === 'done' ? 2 : 1
}

function stepsOf(list: TargetListRow) {
  const a = list.assignment
  return [
    { title: '编制', content: `${list.madeBy} · ${list.targets.toLocaleString('zh-CN')} 户` },
    {
      title: '派发',
      content:
        a?.state === 'done'
          ? `派到 ${a.placed.toLocaleString('zh-CN')} 户`
          : a?.state === 'running'
            ? '正在派发'
            : '每户一家主办行、一家备选行',
      status: a?.state === 'failed' ? ('error' as const) : undefined,
    },
    {
      title: list.state === 'recalled' ? '已被新版取代' : '发布',
      content: list.publishedAt ? `${list.publishedBy} · ${whenText(list.publishedAt)}` : '须编制人以外的人',
    },
  ]
}

function Assigning({ list }: { list: TargetListRow }) {
  return (
    <div style={{ marginTop: 16 }}>
      <Working
        title={`正在给 ${list.targets.toLocaleString('zh-CN')} 户各配一家主办行、一家备选行，按就近和网点能力整体最优`}
        note="几千户几秒，几十万户几分钟；可以离开本页"
      />
    </div>
  )
}
