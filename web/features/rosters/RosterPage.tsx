import { useParams } from '@tanstack/react-router'
import { Alert } from 'antd'
import { listKinds, rosterOrigins } from '#contract/rosters/words.ts'
import { useCan } from '../../shell/session.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import type { Column } from '../../ui/columns.ts'
import { PickDay, useFilters } from '../../ui/Filters.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { When } from '../../ui/When.tsx'
import { Working } from '../../ui/Working.tsx'
import { FirmsLink } from './FirmsLink.tsx'
import { NewVersion } from './NewVersion.tsx'
import { RosterState } from './RosterState.tsx'
import { RowsLeft } from './RowsLeft.tsx'
import { type ListLine, type ListVersionLine, useRoster } from './useRosters.ts'
import { VersionActions } from './VersionActions.tsx'

/** One list: who is on it today or on any day, its versions, and what each brought and took away. */
export function RosterPage() {
  const { listId } = useParams({ strict: false }) as { listId: string }
  const roster = useRoster(listId)
  return (
    <div className="stack">
      <BackLink to="/rosters" label="专项清单" />
      <Loaded query={roster}>{({ list, versions }) => <Content list={list} versions={versions} />}</Loaded>
    </div>
  )
}

function Content({ list, versions }: { list: ListLine; versions: readonly ListVersionLine[] }) {
  const can = useCan()
  const open = versions.find((v) => v.state === 'draft' || v.state === 'approved')
  return (
    <>
      <PageTitle title={list.name} note={`${listKinds[list.kind]}；成员来自${list.from}；${list.keeper}`}>
        {list.kind === 'visit' && can('list.read') ? <LinkButton to="/lists">清单与派发</LinkButton> : null}
        {list.kind !== 'visit' && can('list.draft') && !open ? <NewVersion list={list} /> : null}
      </PageTitle>
      {list.note ? <p style={{ margin: 0 }}>{list.note}</p> : null}
      {open && list.kind !== 'visit' ? <OpenVersion version={open} /> : null}
      <AnyDay list={list} />
      <Section title="各版" note="新的在前；新进、移出与前一份发布的版本相比。点数字看名单">
        <PlainTable
          rows={versions}
          columns={columnsOf(list.list)}
          rowKey="ref"
          label="各版"
          empty={
            can('list.draft')
              ? '还没有版本；点“编制新版”，按规则、用文件或逐户加入'
              : '还没有发布的版本；等市专班编制并发布'
          }
        />
      </Section>
    </>
  )
}

/** The version that is being made: what is wrong with it, and what can be done now. */
function OpenVersion({ version: v }: { version: ListVersionLine }) {
  return (
    <Section
      title={
        <>
          第 {v.no} 版 <RosterState state={v.state} />
        </>
      }
      note={v.origin ? `${rosterOrigins[v.origin]}，数据日期 ${v.asOf}` : undefined}
    >
      {v.filling === 'running' ? (
        <Working title="正在算成员" note="几千户几秒，几十万户几分钟；可以离开本页" />
      ) : null}
      {v.filling === 'failed' ? (
        <Alert
          type="error"
          showIcon
          title="没有算成"
          description={`${v.failure ?? ''} 请作废这一版，改好后重新编制。`}
        />
      ) : null}
      {v.filling === 'done' ? (
        <p style={{ marginTop: 0 }}>
          共 <Figure n={v.members} /> 户
          {v.origin === 'file' ? (
            <>
              ；文件 <Figure n={v.rowsIn} /> 行（户次），重复 <Figure n={v.repeated} /> 行，没有对上{' '}
              <Figure n={v.unmatched} /> 行
            </>
          ) : null}
          。
        </p>
      ) : null}
      <VersionActions version={v} />
      {v.unmatched + v.repeated > 0 ? <RowsLeft version={v} /> : null}
    </Section>
  )
}

/** Whom the list held on a day, by the version then in force. */
function AnyDay({ list }: { list: ListLine }) {
  const [filters] = useFilters()
  const can = useCan()
  if (!can('entity.read') || !list.current) return null
  const search = { listId: list.list, ...(filters.on ? { on: filters.on } : {}) }
  return (
    <div className="filters no-print">
      <PickDay name="on" label="看哪一天的名单" />
      <LinkButton to="/rosters/firms" search={search}>
        {filters.on ? `看 ${filters.on} 的名单` : '看在用的名单'}
      </LinkButton>
    </div>
  )
}

const columnsOf = (listId: string): Column<ListVersionLine>[] => {
  const change = (word: 'entered' | 'left') => (n: number | null, v: ListVersionLine) =>
    n === null ? '—' : <FirmsLink n={n} search={{ listId, versionId: v.ref, change: word }} />
  return [
    { title: '版本', dataIndex: 'no', className: 'nowrap', render: (n: number) => `第 ${n} 版` },
    { title: '状态', dataIndex: 'state', render: (_, v) => <RosterState state={v.state} /> },
    {
      title: '户数',
      dataIndex: 'members',
      align: 'right',
      render: (n: number, v) => <FirmsLink n={n} search={{ listId, versionId: v.ref }} />,
    },
    { title: '新进', dataIndex: 'entered', align: 'right', render: change('entered') },
    { title: '移出', dataIndex: 'left', align: 'right', render: change('left') },
    { title: '数据日期', dataIndex: 'asOf', className: 'num nowrap' },
    {
      title: '来源',
      dataIndex: 'origin',
      render: (o: ListVersionLine['origin'], v) =>
        o ? `${rosterOrigins[o]}${v.fileName ? `：${v.fileName}` : ''}` : '筛查',
    },
    {
      title: '在用',
      key: 'valid',
      render: (_, v) =>
        v.validFrom ? (
          <span className="nowrap">
            <When at={v.validFrom} /> 至 {v.validTo ? <When at={v.validTo} /> : '今'}
          </span>
        ) : (
          '—'
        ),
    },
    {
      title: '编制 / 审定 / 发布',
      key: 'who',
      render: (_, v) => `${v.madeBy} / ${v.approvedBy ?? '—'} / ${v.publishedBy ?? '—'}`,
    },
    { title: '收回理由', spare: true, dataIndex: 'recallReason', render: (r: string | null) => r ?? '—' },
    {
      title: '办理',
      key: 'actions',
      render: (_, v) => (v.state === 'published' ? <VersionActions version={v} small /> : null),
    },
  ]
}
