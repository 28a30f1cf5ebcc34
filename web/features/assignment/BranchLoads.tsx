import { Link } from '@tanstack/react-router'
import { Table, type TableColumnsType } from 'antd'
import { useCan } from '../../shell/session.ts'
import { Bar } from '../../ui/Bar.tsx'
import { withLabels } from '../../ui/columns.ts'
import { ClearFilters, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { Section } from '../../ui/Section.tsx'
import { useScrollFocus } from '../../ui/useScrollFocus.ts'
import { type BranchLoad, type TargetListRow, useBranchLoad, useCapacityShares } from './useAssignment.ts'

interface Line {
  key: string
  name: string
  place: string
  branches: number
  capacity: number
  mainRoom: number
  backupRoom: number
  main: number
  backup: number
  /** Where the firms of this line are shown; absent for a bank as a whole. */
  branchId?: string
  children?: Line[]
}

/** How full each bank and branch is, as main and as backup, against what it may take. */
export function BranchLoads({ list }: { list: TargetListRow }) {
  const load = useBranchLoad(list.id, list.assignment?.finishedAt ?? null)
  const shares = useCapacityShares()
  const [filters] = useFilters()
  const note =
    shares.main === 100 && shares.backup === 100
      ? '户数 / 可走访户数'
      : `户数 / 可走访户数（主办用能力的 ${shares.main}%，备选用 ${shares.backup}%）`
  return (
    <Section
      title="各网点派发与能力"
      note={note}
      extra={
        <>
          <SearchBox name="q" placeholder="银行、网点或所在地" />
          <ClearFilters names={['q']} />
        </>
      }
    >
      <Loaded query={load}>
        {({ rows }) => {
          const found = rows.filter((r) => !filters.q || `${r.bank}${r.branch}${r.place}`.includes(filters.q))
          return <LoadTable list={list} lines={linesOf(found, shares)} open={filters.q !== undefined} />
        }}
      </Loaded>
    </Section>
  )
}

function LoadTable({ list, lines, open }: { list: TargetListRow; lines: Line[]; open: boolean }) {
  const can = useCan()
  const box = useScrollFocus('各网点派发与能力')
  const columns: TableColumnsType<Line> = [
    {
      title: '银行、网点',
      dataIndex: 'name',
      render: (name: string, l) =>
        l.branchId && can('target.read') ? (
          <Link to="/targets" search={{ listId: list.id, branchId: l.branchId }}>
            {name}
          </Link>
        ) : (
          <>
            {name} {l.children ? <span className="muted small">{l.branches} 个网点</span> : null}
          </>
        ),
    },
    { title: '所在', dataIndex: 'place', render: (p: string) => p || '—' },
    {
      title: '走访能力',
      dataIndex: 'capacity',
      align: 'right',
      render: (n: number) => <Figure n={n} />,
      sorter: (a, b) => a.capacity - b.capacity,
    },
    {
      title: '主办',
      dataIndex: 'main',
      width: 240,
      render: (n: number, l) => <Bar value={n} max={l.mainRoom} label={`${l.name} 主办`} />,
      sorter: (a, b) => a.main / Math.max(1, a.mainRoom) - b.main / Math.max(1, b.mainRoom),
    },
    {
      title: '备选',
      dataIndex: 'backup',
      width: 240,
      render: (n: number, l) => <Bar value={n} max={l.backupRoom} label={`${l.name} 备选`} />,
      sorter: (a, b) => a.backup / Math.max(1, a.backupRoom) - b.backup / Math.max(1, b.backupRoom),
    },
  ]
  return (
    <div ref={box} className="data-table">
      <Table<Line>
        // Other lines, other defaults: what a search finds stands open.
        key={open ? 'open' : 'folded'}
        aria-label="各网点派发与能力"
        size="small"
        rowKey="key"
        columns={withLabels(columns)}
        dataSource={lines}
        pagination={false}
        scroll={{ x: 'max-content' }}
        expandable={{ defaultExpandAllRows: open }}
        locale={{ emptyText: '没有这样的银行或网点' }}
      />
    </div>
  )
}

function linesOf(rows: readonly BranchLoad[], shares: { main: number; backup: number }): Line[] {
  const banks = new Map<string, Line>()
  for (const r of rows) {
    const line: Line = {
      key: r.branchId,
      name: r.branch,
      place: r.place,
      branches: 1,
      capacity: r.capacity,
      mainRoom: Math.floor((r.capacity * shares.main) / 100),
      backupRoom: Math.floor((r.capacity * shares.backup) / 100),
      main: r.main,
      backup: r.backup,
      branchId: r.branchId,
    }
    const bank = banks.get(r.bank)
    banks.set(
      r.bank,
      bank
        ? added(bank, line)
        : { ...line, key: r.bank, name: r.bank, place: '', branchId: undefined, children: [line] },
    )
  }
  return [...banks.values()]
}

function added(bank: Line, line: Line): Line {
  return {
    ...bank,
    branches: bank.branches + 1,
    capacity: bank.capacity + line.capacity,
    mainRoom: bank.mainRoom + line.mainRoom,
    backupRoom: bank.backupRoom + line.backupRoom,
    main: bank.main + line.main,
    backup: bank.backup + line.backup,
    children: [...(bank.children ?? []), line],
  }
}
