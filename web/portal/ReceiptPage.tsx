import { useState } from 'react'
import { Link } from 'wouter'
import { copyText } from '../ui/copyText.ts'
import { Empty, Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { readReceipt } from './receipt.ts'

/** The one thing to keep: shown large, copied with a touch, printed on its own. */
export function ReceiptPage() {
  const receipt = readReceipt()
  const [copied, setCopied] = useState<boolean | null>(null)
  if (!receipt)
    return (
      <Screen title="回执">
        <Empty title="这里没有回执">
          <p>回执只在提交后的这个窗口里显示。已抄下的可以用来查进度。</p>
          <Link className="btn" href="/status">
            凭回执查进度
          </Link>
        </Empty>
      </Screen>
    )
  return (
    <Screen title="申报已提交">
      <Note kind="good" title="已收到您的申报">
        {receipt.message}
      </Note>
      <section className="card" aria-label="回执号">
        <h2>回执号，请保存好</h2>
        <p className="receipt">{receipt.receipt}</p>
        <p className="hint">查进度、撤回授权、撤回申报都要用它；谁拿到都能查，请不要发给别人。</p>
        <div className="row no-print">
          <button
            type="button"
            className="btn main grow"
            onClick={() => void copyText(receipt.receipt).then(setCopied)}
          >
            复制回执号
          </button>
          <button type="button" className="btn grow" onClick={() => window.print()}>
            打印或存图
          </button>
        </div>
        <p className="hint" role="status">
          {copied === true ? '已复制，可粘贴到备忘录或发给自己' : null}
          {copied === false ? '这台手机不让复制，请长按上面的号码，或截屏保存' : null}
        </p>
      </section>
      {receipt.banks === 0 ? (
        <Note kind="warn">您还没有同意提供给任何银行；工作人员联系您时会再征求意见。</Note>
      ) : null}
      <Link className="btn wide no-print" href="/status">
        查看进度
      </Link>
    </Screen>
  )
}
