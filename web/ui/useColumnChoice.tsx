import { Button, Checkbox, Popover } from 'antd'
import { type ReactNode, useState } from 'react'
import { type Column, keyOf, labelOf } from './columns.ts'

/** Which columns of a list stand open, as the person left it on this machine; the first always does. */
export function useColumnChoice<T>(
  list: string,
  columns: readonly Column<T>[],
): { shown: Column<T>[]; chooser: ReactNode } {
  const place = `diguan.columns.${list}`
  const [hidden, setHidden] = useState(() => read(place) ?? columns.filter((c) => c.spare).map(keyOf))
  const free = columns.slice(1).filter((c) => labelOf(c) !== '')
  const shown = columns.filter((c, i) => i === 0 || !hidden.includes(keyOf(c)))
  const change = (next: string[]) => {
    setHidden(next)
    write(place, next)
  }
  const chooser =
    free.length < 3 ? null : (
      <Popover
        trigger="click"
        placement="bottomRight"
        content={
          <Checkbox.Group
            className="tick-column"
            aria-label="显示哪些列"
            options={free.map((c) => ({ value: keyOf(c), label: labelOf(c) }))}
            value={free.map(keyOf).filter((k) => !hidden.includes(k))}
            onChange={(on) => change(free.map(keyOf).filter((k) => !on.includes(k)))}
          />
        }
      >
        <Button size="small" type="text" className="wide-only">
          选列
        </Button>
      </Popover>
    )
  return { shown, chooser }
}

function read(place: string): string[] | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? 'null')
    return Array.isArray(found) ? found.map(String) : null
  } catch {
    return null
  }
}

function write(place: string, hidden: string[]): void {
  try {
    localStorage.setItem(place, JSON.stringify(hidden))
  } catch {
    // A browser that keeps nothing still shows the columns until the page is left.
  }
}
