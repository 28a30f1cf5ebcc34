import { Table } from 'antd'
import type { ReactNode } from 'react'
import { type Column, withLabels } from './columns.ts'
import { usePrinting } from './usePrinting.ts'
import { useScrollFocus } from './useScrollFocus.ts'

/** Rows under the row they add up to, folded until asked for; what a search finds stands open. */
export function FoldedTable<T extends { key: string; children?: T[] }>(props: {
  rows: T[]
  columns: readonly Column<T>[]
  label: string
  empty: ReactNode
  /** The words searched for, if any. */
  found?: string
}) {
  const box = useScrollFocus(props.label)
  const printing = usePrinting()
  const open = props.found !== undefined || printing
  return (
    <div ref={box} className="data-table">
      <Table<T>
        // Other lines, other defaults: the library opens rows by default only when the table is new.
        key={printing ? 'paper' : (props.found ?? '')}
        aria-label={props.label}
        size="small"
        rowKey="key"
        columns={withLabels(props.columns)}
        dataSource={props.rows}
        pagination={false}
        scroll={printing ? undefined : { x: 'max-content' }}
        expandable={{ defaultExpandAllRows: open }}
        locale={{ emptyText: <p className="nothing">{props.empty}</p> }}
      />
    </div>
  )
}
