import type { TableColumnsType, TableColumnType } from 'antd'

export type Column<T> = TableColumnsType<T>[number] & {
  /** The head in plain text, where the title is more than text: a phone shows it beside the value. */
  label?: string
  /** Not shown until it is asked for: for what is looked up now and then. */
  spare?: boolean
  /** Names the row: the heading of its card on a phone. Without one it is the first column. */
  heading?: boolean
}

/** The head of a column as text. */
export function labelOf<T>(column: Column<T>): string {
  return column.label ?? (typeof column.title === 'string' ? column.title : '')
}

/** The name by which a choice of columns is remembered. */
export function keyOf<T>(column: Column<T>): string {
  return labelOf(column) || String(column.key ?? '')
}

/**
 * Cells that know their head. On a phone a row becomes a card, in which one cell is the heading and each other
 * value stands under the name of its column.
 */
export function withLabels<T>(columns: readonly Column<T>[]): TableColumnsType<T> {
  const named = columns.findIndex((c) => c.heading)
  const heading = named < 0 ? 0 : named
  return columns.map((column, i) => {
    const label = labelOf(column)
    const { onCell } = column as TableColumnType<T>
    return {
      ...column,
      onCell: (row: T, index?: number) => ({
        ...onCell?.(row, index),
        ...(i === heading ? { 'data-heading': '' } : { 'data-label': label }),
      }),
    } as TableColumnsType<T>[number]
  })
}
