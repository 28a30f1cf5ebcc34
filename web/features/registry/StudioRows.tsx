import { Button } from 'antd'
import type { Column } from '../../ui/columns.ts'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { letterOf } from './StudioColumns.tsx'
import type { Studio } from './useStudio.ts'

type HeadRow = Studio['head'][number]
type Row = Studio['rows'][number]

/** How many rows above and below the header are shown to choose it by. */
const around = 6

/** The top of the sheet as it stands: a click on a row makes it the header. */
export function StudioHead({ at, onPick }: { at: Studio; onPick: (rowNo: number) => void }) {
  const chosen = at.headerRow ?? 1
  const rows = at.head.filter((r) => r.rowNo >= chosen - around && r.rowNo <= chosen + around)
  const width = Math.max(0, ...rows.map((r) => r.cells.length))
  const isTitle = (r: HeadRow) =>
    at.headerRow !== null && r.rowNo <= at.headerRow && r.rowNo > at.headerRow - at.titleRows
  const columns: Column<HeadRow>[] = [
    {
      title: '行',
      dataIndex: 'rowNo',
      className: 'num nowrap',
      render: (n: number, r) => (
        <Button
          type="link"
          size="small"
          onClick={() => onPick(n)}
          aria-label={`第 ${n} 行作表头`}
          aria-pressed={isTitle(r)}
        >
          {n}
        </Button>
      ),
    },
    ...Array.from(
      { length: width },
      (_, i): Column<HeadRow> => ({
        title: letterOf(i),
        key: letterOf(i),
        render: (_: unknown, r: HeadRow) => (isTitle(r) ? <b>{r.cells[i] ?? ''}</b> : (r.cells[i] ?? '')),
      }),
    ),
  ]
  return (
    <details open={at.headerRow === null || at.missing.length > 0}>
      <summary>表的开头（点行号即以它为表头，粗体为现在的表头）</summary>
      <PlainTable
        rows={rows}
        columns={columns}
        rowKey={(r) => String(r.rowNo)}
        label="表的开头"
        empty="表是空的"
      />
    </details>
  )
}

/** The first rows, what stands in each cell over what is read of it. */
export function StudioRows({ at }: { at: Studio }) {
  const used = at.columns.filter((c) => c.field !== null)
  if (at.headerRow === null || used.length === 0) return null
  const columns: Column<Row>[] = [
    { title: '行号', dataIndex: 'rowNo', className: 'num' },
    ...used.map(
      (c): Column<Row> => ({
        title: c.label ?? '',
        key: String(c.index),
        render: (_: unknown, r: Row) => <Cell cell={r.cells.find((x) => x.index === c.index)} />,
      }),
    ),
    {
      title: '这一行',
      key: 'row',
      render: (_, r) => (
        <>
          <StateTag tone={r.taken ? 'go' : 'bad'}>{r.taken ? '收' : '退回'}</StateTag>
          {r.issues.map((i) => (
            <div key={i.message} className="small" style={{ color: 'var(--bad)' }}>
              {i.message}
            </div>
          ))}
        </>
      ),
    },
  ]
  return (
    <div>
      <p style={{ margin: '0 0 6px' }}>
        试读前几行：上面一行是表里的原文，下面是读成的值
        <span className="muted">（电话、姓名、地址遮去一部分）</span>
      </p>
      <PlainTable
        rows={at.rows}
        columns={columns}
        rowKey={(r) => String(r.rowNo)}
        label="试读"
        empty="表头下面没有数据行；请核对表头在第几行"
      />
    </div>
  )
}

function Cell({ cell }: { cell: Row['cells'][number] | undefined }) {
  if (!cell) return null
  return (
    <>
      <div className="muted small">{cell.raw || '（空）'}</div>
      <div>{cell.read ?? '—'}</div>
      {cell.issues.map((i) => (
        <div
          key={i.message}
          className="small"
          style={{ color: i.severity === 'rejected' ? 'var(--bad)' : 'var(--wait)' }}
        >
          {i.message}
        </div>
      ))}
    </>
  )
}
