import { Alert, Button, Table } from 'antd'
import type { ReactNode, RefObject } from 'react'
import { type Column, withLabels } from './columns.ts'
import { copyText } from './copyText.ts'
import { tableText } from './tableText.ts'
import { useColumnChoice } from './useColumnChoice.tsx'
import { usePrinting } from './usePrinting.ts'
import { useSay } from './useSay.ts'
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

interface Props<T> {
  pages: Pages<T>
  columns: readonly Column<T>[]
  rowKey: keyof T & string
  empty: ReactNode
  label: string
  selection?: {
    keys: string[]
    onChange: (keys: string[], rows: T[]) => void
    disabled?: (row: T) => boolean
  }
}

/** The office's list: dense, its head stays in sight, more rows on demand; an empty one says what to do next. */
export function DataTable<T extends object>(props: Props<T>) {
  const { pages, selection } = props
  const box = useScrollFocus(props.label)
  const { shown, chooser } = useColumnChoice(props.label, props.columns)
  // On paper nothing scrolls, and the head stands on every sheet: one table of the width there is.
  const printing = usePrinting()
  return (
    <div className="data-table" ref={box}>
      {pages.error ? <NotRead pages={pages} /> : null}
      {pages.rows.length > 0 ? (
        <div className="table-tools no-print">
          {chooser}
          <CopyRows n={pages.rows.length} box={box} />
        </div>
      ) : null}
      <Table<T>
        aria-label={props.label}
        size="small"
        rowKey={props.rowKey}
        columns={withLabels(shown)}
        dataSource={pages.rows}
        loading={pages.isLoading}
        pagination={false}
        sticky={!printing}
        scroll={printing ? undefined : { x: 'max-content' }}
        locale={{
          emptyText: pages.isLoading ? ' ' : <p className="nothing">{props.empty}</p>,
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
      <div className="row no-print muted">
        {pages.rows.length > 0 ? `已显示 ${pages.rows.length.toLocaleString('zh-CN')} 行` : ''}
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

function NotRead<T>({ pages }: { pages: Pages<T> }) {
  return (
    <Alert
      type="error"
      role="alert"
      title={pages.error!.message}
      action={
        <Button size="small" onClick={() => void pages.refetch()}>
          重试
        </Button>
      }
    />
  )
}

/** The rows on the page for a sheet of one's own; a whole ledger is taken by 导出. */
function CopyRows({ n, box }: { n: number; box: RefObject<HTMLDivElement | null> }) {
  const say = useSay()
  const copy = async () => {
    const done = box.current !== null && (await copyText(tableText(box.current)))
    if (done) say.done(`已复制 ${n.toLocaleString('zh-CN')} 行，可粘贴到 Excel`)
    else say.sorry('浏览器不让复制，请用鼠标选中表格后按 Ctrl+C')
  }
  return (
    <Button size="small" type="text" className="wide-only" onClick={() => void copy()}>
      复制这 {n.toLocaleString('zh-CN')} 行
    </Button>
  )
}
