import { Link } from '@tanstack/react-router'
import { Button, Form, Input, Select } from 'antd'
import { listKinds, type RosterKindKey, rosterKinds } from '#contract/rosters/words.ts'
import { useCan } from '../../shell/session.ts'
import type { Column } from '../../ui/columns.ts'
import { PickDay, useFilters } from '../../ui/Filters.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSay } from '../../ui/useSay.ts'
import { FirmsLink } from './FirmsLink.tsx'
import { OverlapTable } from './OverlapTable.tsx'
import { RosterState } from './RosterState.tsx'
import { type ListLine, useCreateRoster, useRosters } from './useRosters.ts'

const columns = (on: string | undefined): Column<ListLine>[] => [
  {
    title: '清单',
    dataIndex: 'name',
    render: (name: string, l) => (
      <Link to="/rosters/$listId" params={{ listId: l.list }}>
        {name}
      </Link>
    ),
  },
  { title: '种类', dataIndex: 'kind', render: (k: ListLine['kind']) => listKinds[k] },
  {
    title: '在用版本',
    key: 'current',
    render: (_, l) => (l.current ? `第 ${l.current.no} 版，自 ${l.current.validFrom.slice(0, 10)}` : '没有'),
  },
  {
    title: '户数',
    key: 'members',
    align: 'right',
    render: (_, l) =>
      l.current ? (
        <FirmsLink n={l.current.members} search={{ listId: l.list, ...(on ? { on } : {}) }} />
      ) : (
        '—'
      ),
  },
  {
    title: '数据日期',
    key: 'asOf',
    className: 'num nowrap',
    render: (_, l) => l.current?.asOf ?? '—',
  },
  {
    title: '最新一版',
    key: 'last',
    render: (_, l) =>
      l.last ? (
        <span className="nowrap">
          第 {l.last.no} 版 <RosterState state={l.last.state} />
        </span>
      ) : (
        '—'
      ),
  },
  { title: '下一步', dataIndex: 'next' },
  { title: '谁维护', dataIndex: 'keeper' },
]

/** Every list there is, how large it is, where it stands and what comes next; and what they have in common. */
export function RostersPage() {
  const can = useCan()
  const [filters, set] = useFilters()
  const lists = useRosters(filters.on)
  return (
    <div className="stack">
      <PageTitle title="专项清单" note="每份清单一版一版编制，换人审定后发布；一户可以在几份清单上">
        <LinkButton to="/rosters/compare">名单核对</LinkButton>
        {can('list.draft') ? (
          <Button type="primary" onClick={() => set({ new: 'yes' })}>
            建立清单
          </Button>
        ) : null}
      </PageTitle>
      {can('list.draft') ? (
        <NewRoster open={filters.new === 'yes'} onClose={() => set({ new: undefined })} />
      ) : null}
      <div className="filters no-print">
        <PickDay name="on" label="看哪一天" />
        <span className="muted small">不选为今天；选过去的一天，看当日终了时在用的版本</span>
      </div>
      <Section title="全部清单" note="户数点开是名单；单位：户，本岗位辖区内">
        <Loaded query={lists}>
          {(rows) => (
            <PlainTable
              rows={rows}
              columns={columns(filters.on)}
              rowKey="list"
              label="全部清单"
              empty={can('list.draft') ? '还没有清单；点“建立清单”，再编制第一版' : '还没有发布的清单'}
            />
          )}
        </Loaded>
      </Section>
      <OverlapTable />
    </div>
  )
}

interface Fields {
  kind: RosterKindKey
  name: string
  note?: string
}

function NewRoster({ open, onClose }: { open: boolean; onClose: () => void }) {
  const create = useCreateRoster()
  const say = useSay()
  const options = Object.entries(rosterKinds).map(([value, k]) => ({ value, label: k.label }))
  return (
    <FormDialog<Fields>
      open={open}
      title="建立清单"
      okText="建立"
      onClose={onClose}
      onSubmit={async (fields, key) => {
        const made = await create.mutateAsync({ ...fields, key })
        say.done(`已建立“${made.name}”；点清单名称，编制第一版`)
      }}
    >
      <Form.Item name="kind" label="种类" rules={[{ required: true, message: '请选种类' }]}>
        <Select options={options} placeholder="选一种" />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a: Fields, b: Fields) => a.kind !== b.kind}>
        {({ getFieldValue }) => {
          const kind = rosterKinds[getFieldValue('kind') as RosterKindKey] as
            | (typeof rosterKinds)[RosterKindKey]
            | undefined
          return kind ? (
            <p className="muted" style={{ marginTop: 0 }}>
              成员：{kind.from}。维护：{kind.keeper}。
            </p>
          ) : null
        }}
      </Form.Item>
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写名称，至少 2 个字' }]}
      >
        <Input maxLength={60} placeholder="如：2026 年外贸企业清单" />
      </Form.Item>
      <Form.Item name="note" label="说明（可不填）">
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </FormDialog>
  )
}
