import { Link } from '@tanstack/react-router'
import { Tooltip } from 'antd'
import { type Metric, metrics } from '#contract/boards/words.ts'
import { moneyText, yuanText } from '#contract/kernel/money.ts'
import type { FunnelRow } from './useBoards.ts'

export interface Scope {
  asOf: string
  division: string | undefined
  bankId: string | undefined
}

/** How the second counter of an indicator is called: times for firms, pieces for credits and loans. */
export function timesWord(metric: Metric): string {
  if (metric === 'credited') return '笔授信'
  return metric === 'disbursed' ? '笔放款' : '户次'
}

function search(scope: Scope, metric: Metric, unit: 'households' | 'times'): Record<string, string> {
  return {
    metric,
    unit,
    asOf: scope.asOf,
    ...(scope.division ? { division: scope.division } : {}),
    ...(scope.bankId ? { bankId: scope.bankId } : {}),
  }
}

/** 户, 户次 and 金额 of one indicator in one place; each number goes to its rows. Without a scope they are plain. */
export function CountLinks(props: {
  metric: Metric
  count: FunnelRow['counts'][Metric]
  scope: Scope | null
  of: string
}) {
  const { metric, count, scope } = props
  const { label } = metrics[metric]
  const number = (unit: 'households' | 'times', n: number, word: string) => {
    const text = `${n.toLocaleString('zh-CN')} ${word}`
    if (n === 0 || !scope) return <span className={n === 0 ? 'muted' : undefined}>{text}</span>
    return (
      <Link
        to="/board/rows"
        search={search(scope, metric, unit)}
        aria-label={`${props.of} ${label} ${text}，查看明细`}
      >
        {text}
      </Link>
    )
  }
  return (
    <div className="num nowrap">
      <div>{number('households', count.households, '户')}</div>
      {metric === 'listed' || count.times === 0 ? null : (
        <div className="small">{number('times', count.times, timesWord(metric))}</div>
      )}
      {count.fen === null || count.fen === '0' ? null : (
        <Tooltip title={`${yuanText(count.fen)} 元`}>
          <div className="small muted">{moneyText(count.fen)}</div>
        </Tooltip>
      )}
    </div>
  )
}
