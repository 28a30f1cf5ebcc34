import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { findingStates } from '#contract/registry/quality.routes.ts'
import { findQualityRule } from '#contract/registry/quality.rules.ts'
import { useCan } from '../../../shell/session.ts'
import { BackLink } from '../../../ui/BackLink.tsx'
import type { Column } from '../../../ui/columns.ts'
import { DataTable } from '../../../ui/DataTable.tsx'
import { ClearFilters, PickOne, useFilters } from '../../../ui/Filters.tsx'
import { PageTitle } from '../../../ui/PageTitle.tsx'
import { ProblemNote } from '../../../ui/ProblemNote.tsx'
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx'
import { DivisionPicker } from '../../organisations/DivisionPicker.tsx'
import { placeText } from '../../organisations/placeText.ts'
import { OwnerPicker } from './OwnerPicker.tsx'
import { type Finding, useAccept, useFindings, useQuality, useSaveFindings } from './useQuality.ts'

/** The findings one by one: what was seen, where, and the way out: mend the list, or accept with a reason. */
export function FindingsPage() {
  const can = useCan()
  const [filters] = useFilters()
  const pages = useFindings(filters)
  const owners = useQuality({}).data?.owners ?? []
  const save = useSaveFindings(filters)
  const accept = useAccept()
  const [asked, setAsked] = useState<Finding | null>(null)
  const rule = filters.rule ? findQualityRule(filters.rule) : undefined
  return (
    <div className="stack">
      <BackLink to="/quality" label="数据质量" />
      <PageTitle title={rule?.label ?? '数据质量问题'} note={rule?.why}>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          导出 Excel
        </Button>
      </PageTitle>
      {rule ? (
        <p style={{ margin: 0 }}>{`怎么办：${rule.todo}。改正后下次核查自行关闭；属实的可认可例外。`}</p>
      ) : null}
      <div className="filters no-print">
        <OwnerPicker owners={owners} />
        <DivisionPicker name="division" />
        <PickOne name="state" label="状态：未处理" words={findingStates} />
        <ClearFilters names={['rule', 'owner', 'division', 'state']} />
      </div>
      <ProblemNote problem={save.error} />
      <DataTable
        pages={pages}
        columns={columnsOf(
          filters.rule === undefined,
          filters.state,
          can('quality.accept') ? setAsked : null,
        )}
        rowKey="id"
        label="数据质量问题"
        empty={
          filters.owner || filters.rule || filters.division || filters.state
            ? '没有这样的问题；清除筛选再看'
            : '没有由本机构核改的问题'
        }
      />
      <ReasonDialog
        open={asked !== null}
        title="认可为例外"
        note={asked ? `“${asked.title}”${asked.label}：认可后不再计入未处理；所看的值变了会重新打开。` : null}
        placeholder="为什么属实，例如：已与登记机关核对"
        min={4}
        okText="认可"
        onClose={() => setAsked(null)}
        onSubmit={(reason, key) => accept.mutateAsync({ finding: asked!, reason, key })}
        onReload={() => void pages.refetch()}
      />
    </div>
  )
}

function columnsOf(
  labels: boolean,
  state: string | undefined,
  ask: ((f: Finding) => void) | null,
): readonly Column<Finding>[] {
  return [
    {
      title: '名称',
      dataIndex: 'title',
      render: (title: string, f) => (f.link ? <Link to={f.link}>{title || '—'}</Link> : title || '—'),
    },
    ...(labels ? [{ title: '问题', dataIndex: 'label' } satisfies Column<Finding>] : []),
    { title: '代码', dataIndex: 'code', className: 'num nowrap', render: (v: string | null) => v ?? '—' },
    {
      title: '所在',
      dataIndex: 'place',
      render: (v: string | null) => <div style={{ maxWidth: 180 }}>{v === null ? '—' : placeText(v)}</div>,
    },
    {
      title: '所看的值',
      dataIndex: 'shown',
      // Left to one line all together, the values would push the deed out of sight.
      render: (shown: Finding['shown']) => (
        <div style={{ maxWidth: 200 }}>
          {shown.map((s) => (
            <div key={`${s.label} ${s.value}`}>
              {s.label} {s.value}
            </div>
          ))}
        </div>
      ),
    },
    { title: '由谁核改', dataIndex: 'owner' },
    { title: '首次发现', dataIndex: 'firstSeenOn', className: 'num nowrap', spare: labels },
    ...(state === 'accepted'
      ? [
          {
            title: '认可理由',
            dataIndex: 'reason',
            render: (v: string, f: Finding) => `${v}（${f.closedBy ?? ''}）`,
          },
        ]
      : []),
    ...(ask
      ? [
          {
            title: '处理',
            key: 'do',
            render: (_: unknown, f: Finding) =>
              f.canAccept ? (
                <Button size="small" onClick={() => ask(f)}>
                  认可例外
                </Button>
              ) : (
                <span className="muted">{findingStates[f.state]}</span>
              ),
          },
        ]
      : []),
  ]
}
