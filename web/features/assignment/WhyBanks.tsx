import { Button } from 'antd'
import { useState } from 'react'
import { Loaded } from '../../ui/Loaded.tsx'
import { type BankOptions, useBankOptions } from './useAssignment.ts'

/** How each bank compared for this firm when the list was assigned; read only when it is asked for. */
export function WhyBanks({ targetId }: { targetId: string }) {
  const [open, setOpen] = useState(false)
  if (!open)
    return (
      <Button size="small" style={{ marginTop: 8 }} onClick={() => setOpen(true)}>
        为什么不是别的银行
      </Button>
    )
  return <Compared targetId={targetId} />
}

function Compared({ targetId }: { targetId: string }) {
  const options = useBankOptions(targetId)
  return (
    <Loaded query={options}>
      {(o) => (
        <>
          <Options title="主办行对照" options={o.main} />
          <Options title="备选行对照" options={o.backup} />
          <p className="muted">
            分值越小越合适：贷款关系、企业意愿、远近、行业和网点余量都折成分。各项相加最小者即所派网点，“多花”是与它相差的分；整张清单的总代价已证明是最小的。
          </p>
        </>
      )}
    </Loaded>
  )
}

const shown = 6

function Options({ title, options }: { title: string; options: BankOptions['main'] }) {
  return (
    <>
      <h3>{title}</h3>
      <ul className="dots">
        {options.slice(0, shown).map((o) => (
          <li key={o.branchId}>
            <strong>{o.branch}</strong> {o.chosen ? '（所派）' : aheadText(o.ahead)}
            {o.why.length > 0 ? <div className="muted">{o.why.join('；')}</div> : null}
            {o.total === null ? null : <div className="muted">{sumText(o.parts, o.total)}</div>}
          </li>
        ))}
      </ul>
      {options.length > shown ? <p className="muted">其余 {options.length - shown} 家代价更大</p> : null}
    </>
  )
}

/** 共 5048 分 = 要离开上一版的网点 5000 + 占用一个位置 48. */
function sumText(parts: BankOptions['main'][number]['parts'], total: number): string {
  if (parts.length === 0) return `共 ${total} 分`
  return `共 ${total} 分 = ${parts.map((p) => `${p.label} ${p.points}`).join(' + ')}`
}

function aheadText(ahead: number | null): string {
  if (ahead === null) return '派不进去'
  return ahead === 0 ? '同样合适，按网点顺序取前一家' : `多花 ${ahead} 分`
}
