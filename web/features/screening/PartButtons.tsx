import { Button, Dropdown } from 'antd'
import { type Condition, maxDepth } from '#contract/screening/rules.ts'

interface Props {
  parts: readonly Condition[]
  at: number
  depth: number
  onChange: (parts: Condition[]) => void
}

/** What can be done with one line of a group: turned round, put into a group, moved, taken out. */
export function PartButtons(props: Props) {
  return (
    <span className="row condition-tools">
      <Dropdown trigger={['click']} menu={{ items: itemsOf(props), onClick: ({ key }) => act(props, key) }}>
        <Button size="small" type="text" aria-label={`第 ${props.at + 1} 个条件：更多操作`}>
          ⋯
        </Button>
      </Dropdown>
      <Button
        size="small"
        type="text"
        danger
        aria-label={`删去第 ${props.at + 1} 个条件`}
        onClick={() => act(props, 'remove')}
      >
        删去
      </Button>
    </span>
  )
}

function itemsOf({ parts, at, depth }: Props) {
  const part = parts[at]!
  const room = depthOf(part) + depth < maxDepth
  return [
    {
      key: 'not',
      label: 'not' in part ? '去掉“不满足”' : '改成“不满足”',
      disabled: !('not' in part) && !room,
    },
    { key: 'all', label: '放进一组：同时满足', disabled: !room },
    { key: 'any', label: '放进一组：任何一项', disabled: !room },
    ...('all' in part || 'any' in part ? [{ key: 'spread', label: '拆开这一组' }] : []),
    { key: 'up', label: '上移', disabled: at === 0 },
    { key: 'down', label: '下移', disabled: at === parts.length - 1 },
  ]
}

/** How many groups and contraries stand inside one another. */
function depthOf(c: Condition): number {
  if ('not' in c) return 1 + depthOf(c.not)
  if ('field' in c) return 0
  return 1 + Math.max(0, ...('all' in c ? c.all : c.any).map(depthOf))
}

function act({ parts, at, onChange }: Props, key: string): void {
  const part = parts[at]!
  const put = (...instead: Condition[]) =>
    onChange([...parts.slice(0, at), ...instead, ...parts.slice(at + 1)])
  if (key === 'remove') put()
  else if (key === 'not') put('not' in part ? part.not : { not: part })
  else if (key === 'all') put({ all: [part] })
  else if (key === 'any') put({ any: [part] })
  else if (key === 'spread') put(...('all' in part ? part.all : 'any' in part ? part.any : [part]))
  else onChange(moved(parts, at, key === 'up' ? at - 1 : at + 1))
}

/** The same with one element at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, i) => i !== from)
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)]
}
