import { Alert, Button, Empty, Table, type TableColumnsType } from 'antd'
import type { ReactNode } from 'react'
import { useScrollFocus } from './useScrollFocus.ts'

interface Pages<T> {
  rows: T[]
  isLoading: boolean
  isFetchingNextPage: boolean
  hasNextPage: boolean
  error: Error | null
  fetchNextPage: () => Promise<unknown>
  refetch: () => Promise<unknown>
}

/** The office's list: dense, its head stays in sight, more rows on demand; an empty one says what to do next. */
export function DataTable<T extends object>(props: {
  pages: Pages<T>
  columns: TableColumnsType<T>
  rowKey: keyof T & string
  empty: ReactNode
  label: string
  selection?: {
    keys: string[]
    onChange: (keys: string[], rows: T[]) => void
    disabled?: (row: T) => boolean
  }
}) {
  const { pages, selection } = props
  const box = useScrollFocus(props.label)
  return (
    <div className="stack" style={{ gap: 8, minWidth: 0 }} ref={box}>
      {pages.error ? (
        <Alert
          type="error"
          role="alert"
          title={pages.error.message}
          action={
            <Button size="small" onClick={() => void pages.refetch()}>
              重试
            </Button>
          }
        />
      ) : null}
      <Table<T>
        aria-label={props.label}
        size="small"
        rowKey={props.rowKey}
        columns={props.columns}
        dataSource={pages.rows}
        loading={pages.isLoading}
        pagination={false}
        sticky
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: pages.isLoading ? (
            ' '
          ) : (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={props.empty} />
          ),
        }}
        rowSelection={
          selection
            ? {
                selectedRowKeys: selection.keys,
                onChange: (keys, rows) => selection.onChange(keys.map(String), rows),
                getCheckboxProps: (row) => ({ disabled: selection.disabled?.(row) ?? false }),
              }
            : undefined
        }
      />
      <div className="row no-print" style={{ color: 'var(--muted)' }}>
        已显示 {pages.rows.length.toLocaleString('zh-CN')} 行
        {pages.hasNextPage ? (
          <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            再显示一页
          </Button>
        ) : pages.rows.length > 0 ? (
          '，没有更多了'
        ) : null}
      </div>
    </div>
  )
}
