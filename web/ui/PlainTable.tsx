import { Table } from 'antd'
import type { ReactNode } from 'react'
import { type Column, withLabels } from './columns.ts'
import { usePrinting } from './usePrinting.ts'
import { useScrollFocus } from './useScrollFocus.ts'

/** A short table that is shown whole. */
export function PlainTable<T extends object>(props: {
  rows: readonly T[]
  columns: readonly Column<T>[]
  rowKey: (keyof T & string) | ((row: T) => string)
  label: string
  empty: ReactNode
  /** Text wraps to the width there is, instead of scrolling sideways. */
  fit?: boolean
  expand?: (row: T) => ReactNode
  canExpand?: (row: T) => boolean
  rowClass?: (row: T) => string
}) {
  const { expand } = props
  const box = useScrollFocus(props.label)
  const printing = usePrinting()
  return (
    <div ref={box} className="data-table">
      <Table<T>
        aria-label={props.label}
        size="small"
        rowKey={props.rowKey}
        columns={withLabels(props.columns)}
        dataSource={props.rows}
        pagination={false}
        scroll={props.fit || printing ? undefined : { x: 'max-content' }}
        rowClassName={props.rowClass}
        expandable={
          expand
            ? { expandedRowRender: (row) => expand(row), rowExpandable: props.canExpand, columnTitle: '详情' }
            : undefined
        }
        locale={{ emptyText: <p className="nothing">{props.empty}</p> }}
      />
    </div>
  )
}
