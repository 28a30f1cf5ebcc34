import { Empty, Table, type TableColumnsType } from 'antd'
import type { ReactNode } from 'react'
import { useScrollFocus } from './useScrollFocus.ts'

/** A short table that is shown whole. */
export function PlainTable<T extends object>(props: {
  rows: readonly T[]
  columns: TableColumnsType<T>
  rowKey: (keyof T & string) | ((row: T) => string)
  label: string
  empty: ReactNode
  /** Text wraps to the width there is, instead of scrolling sideways. */
  fit?: boolean
  expand?: (row: T) => ReactNode
  canExpand?: (row: T) => boolean
}) {
  const { expand } = props
  const box = useScrollFocus(props.label)
  return (
    <div ref={box} style={{ minWidth: 0 }}>
      <Table<T>
        aria-label={props.label}
        size="small"
        rowKey={props.rowKey}
        columns={props.columns}
        dataSource={props.rows}
        pagination={false}
        scroll={props.fit ? undefined : { x: 'max-content' }}
        expandable={
          expand
            ? { expandedRowRender: (row) => expand(row), rowExpandable: props.canExpand, columnTitle: '详情' }
            : undefined
        }
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={props.empty} /> }}
      />
    </div>
  )
}
