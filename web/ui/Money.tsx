import { Tooltip } from 'antd'
import { moneyText, yuanText } from '#contract/kernel/money.ts'

/** An amount as people say it, with the exact figure on hover. */
export function Money({ fen }: { fen: string | null | undefined }) {
  if (fen === null || fen === undefined) return <span>—</span>
  return (
    <Tooltip title={`${yuanText(fen)} 元`}>
      <span className="num nowrap">{moneyText(fen)}</span>
    </Tooltip>
  )
}

/** A count with thousands commas; the exact figure stands in the cell itself. */
export function Figure({ n }: { n: number }) {
  return <span className="num">{n.toLocaleString('zh-CN')}</span>
}
