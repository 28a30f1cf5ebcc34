import { Link } from '@tanstack/react-router'
import { Alert, type TableColumnsType } from 'antd'
import { useCan } from '../../shell/session.ts'
import { Bar } from '../../ui/Bar.tsx'
import { ClearFilters, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { FoldedTable } from '../../ui/FoldedTable.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { Section } from '../../ui/Section.tsx'
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
          const fair = evenness(linesOf(rows, shares))
          const found = rows.filter((r) => !filters.q || `${r.bank}${r.branch}${r.place}`.includes(filters.q))
          return (
            <>
              <Short list={list} rows={rows} shares={shares} />
              {fair ? <p className="muted">{fair}</p> : null}
              <LoadTable list={list} lines={linesOf(found, shares)} found={filters.q} />
            </>
          )
        }}
      </Loaded>
    </Section>
  )
}

/** How evenly the banks are filled for their size: the least and the most of the main rooms used, of those that have room. */
function evenness(banks: readonly Line[]): string | null {
  const used = banks
    .filter((b) => b.mainRoom > 0)
    .map((b) => ({ name: b.name, share: (b.main * 100) / b.mainRoom }))
    .sort((a, b) => a.share - b.share)
  const [least, most] = [used[0], used.at(-1)]
  if (!least || !most || used.length < 2) return null
  return `主办名额用满程度：最低 ${least.share.toFixed(0)}%（${least.name}），最高 ${most.share.toFixed(0)}%（${most.name}），相差 ${(most.share - least.share).toFixed(0)} 个百分点`
}

/** What is missing where firms were left without a bank, and what to do about it. */
function Short(props: {
  list: TargetListRow
  rows: readonly BranchLoad[]
  shares: { main: number; backup: number }
}) {
  const { list, rows, shares } = props
  const sum = (of: (r: BranchLoad) => number) => rows.reduce((n, r) => n + of(r), 0)
  const [main, backup, capacity] = [sum((r) => r.main), sum((r) => r.backup), sum((r) => r.capacity)]
  const lines = [
    { part: '主办', n: list.targets - main, share: shares.main, full: main },
    { part: '备选', n: main - backup, share: shares.backup, full: backup },
  ].filter((l) => l.n > 0)
  return lines.map((l) => {
    const room = Math.floor((capacity * l.share) / 100)
    const why =
      l.full >= room
        ? `全市${l.part}能力 ${room.toLocaleString('zh-CN')} 户已用完，缺 ${l.n.toLocaleString('zh-CN')} 户`
        : `${l.n.toLocaleString('zh-CN')} 户没有派到${l.part}行：还有名额的网点与它们的主办行同属一家`
    return (
      <Alert
        key={l.part}
        type="warning"
        showIcon
        title={why}
        description={`请在“网点能力”补报能力，或在“参数”调高${l.part}行能力比例，再重新派发`}
      />
    )
  })
}

function LoadTable({ list, lines, found }: { list: TargetListRow; lines: Line[]; found?: string }) {
  const can = useCan()
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
    { title: '所在', dataIndex: 'place', render: (p: string, l) => (l.children ? null : p || '全市') },
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
    <FoldedTable
      rows={lines}
      columns={columns}
      label="各网点派发与能力"
      empty="没有这样的银行或网点"
      found={found}
    />
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
