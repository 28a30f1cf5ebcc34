import { Button } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import type { ExportRequest } from '#contract/boards/export.routes.ts'
import { exportStates, type LedgerKind, ledgers } from '#contract/boards/words.ts'
import { useCan } from '../../shell/session.ts'
import type { Values } from '../../ui/Filters.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { useSay } from '../../ui/useSay.ts'
import { whenText } from '../../ui/When.tsx'
import { saveExport, useDecideExport, useExportRequests, useRequestExport } from './useBoards.ts'

type Request = z.output<typeof ExportRequest>
const tones = { requested: 'wait', approved: 'go', refused: 'off' } as const

/** What others ask to take away, to be agreed to; what oneself has asked for, to be taken. */
export function ExportRequests() {
  const can = useCan()
  const { data } = useExportRequests(can('ledger.export'))
  const rows = data?.filter((r) => r.mine || r.mayDecide) ?? []
  const [deciding, setDeciding] = useState<{ request: Request; approve: boolean } | null>(null)
  if (rows.length === 0) return null
  return (
    <Section title="导出申请" note="行数较多的台账，一人申请、另一人同意；同意后 24 小时内由申请人下载">
      <ul className="rows" style={{ marginTop: 0 }}>
        {rows.map((r) => (
          <Line key={r.id} request={r} onDecide={(approve) => setDeciding({ request: r, approve })} />
        ))}
      </ul>
      {deciding ? <Decide {...deciding} onClose={() => setDeciding(null)} /> : null}
    </Section>
  )
}

function Line({ request: r, onDecide }: { request: Request; onDecide: (approve: boolean) => void }) {
  const say = useSay()
  const [saving, setSaving] = useState(false)
  const take = () => {
    setSaving(true)
    saveExport(r.id)
      .catch(say.problem)
      .finally(() => setSaving(false))
  }
  return (
    <li className="row">
      <StateTag tone={tones[r.state]}>{exportStates[r.state]}</StateTag>
      <span>
        <b>{r.title}</b> {r.rowCount.toLocaleString('zh-CN')} 行，用途：{r.reason}
      </span>
      <span className="muted small">
        {r.requestedBy}（{r.orgName}）{whenText(r.requestedAt)}
        {r.decidedBy ? `；${r.decidedBy} ${exportStates[r.state]}` : ''}
        {r.decisionReason ? `：${r.decisionReason}` : ''}
      </span>
      {r.mayDecide ? (
        <>
          <Button size="small" type="primary" onClick={() => onDecide(true)}>
            同意
          </Button>
          <Button size="small" onClick={() => onDecide(false)}>
            不同意
          </Button>
        </>
      ) : null}
      {r.mayTake ? (
        <Button size="small" type="primary" loading={saving} onClick={take}>
          下载 Excel
        </Button>
      ) : null}
    </li>
  )
}

function Decide(props: { request: Request; approve: boolean; onClose: () => void }) {
  const { request: r, approve, onClose } = props
  const decide = useDecideExport()
  const say = useSay()
  const send = async (key: string, reason?: string) => {
    await decide.mutateAsync({ exportId: r.id, version: r.version, approve, reason, key })
    say.done(approve ? `已同意，${r.requestedBy}可在 24 小时内下载` : '已记为不同意')
  }
  const what = `${r.requestedBy}（${r.orgName}）申请导出${r.title} ${r.rowCount.toLocaleString('zh-CN')} 行，用途：${r.reason}`
  return approve ? (
    <FormDialog open title="同意导出？" okText="同意" onClose={onClose} onSubmit={(_, key) => send(key)}>
      <p style={{ marginTop: 0 }}>{what}</p>
      <p className="muted">文件含企业名称和脱敏的联系方式，下载会留痕。</p>
    </FormDialog>
  ) : (
    <ReasonDialog
      open
      title="不同意导出？"
      note={what}
      okText="不同意"
      onClose={onClose}
      onSubmit={(reason, key) => send(key, reason)}
    />
  )
}

/** Asks for a ledger that is too large to be taken alone. */
export function AskExport(props: { open: boolean; kind: LedgerKind; filters: Values; onClose: () => void }) {
  const ask = useRequestExport(props.kind)
  const say = useSay()
  return (
    <ReasonDialog
      open={props.open}
      title={`申请导出${ledgers[props.kind]}`}
      note="按现在的筛选条件导出。请写明用途，由另一人同意后在本页下载。"
      label="用途"
      placeholder="如：报送省专班 11 月走访台账"
      min={4}
      okText="申请"
      onClose={props.onClose}
      onSubmit={async (reason, key) => {
        await ask.mutateAsync({ filters: props.filters, reason, key })
        say.done('已申请；同意后在本页“导出申请”里下载')
      }}
    />
  )
}
