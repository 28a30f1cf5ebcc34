import { EyeOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useCan } from '../../shell/session.ts'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { type RevealField, useReveal } from './useRegistry.ts'

const names: Readonly<Record<RevealField, string>> = {
  phone: '联系电话',
  legalRep: '法定代表人、经营者',
  address: '地址',
}

/** A masked value; its plain form is shown for a written reason, once per click, and leaves a trace. */
export function Masked({
  entityId,
  field,
  value,
}: {
  entityId: string
  field: RevealField
  value: string | null
}) {
  const can = useCan()
  const reveal = useReveal(entityId)
  const [open, setOpen] = useState(false)
  const [plain, setPlain] = useState<{ value: string | null; leftToday: number } | null>(null)
  if (value === null || value === '') return <>—</>
  if (plain)
    return (
      <span role="status">
        <strong className="num">{plain.value ?? '没有登记'}</strong>{' '}
        <span className="muted small">今日还可查看 {plain.leftToday} 次</span>
      </span>
    )
  const masked = value.includes('*')
  return (
    <>
      <span className="num">{value}</span>
      {masked && can('entity.reveal') ? (
        <Button
          type="link"
          size="small"
          icon={<EyeOutlined aria-hidden />}
          aria-label={`查看${names[field]}明文`}
          onClick={() => setOpen(true)}
          className="no-print"
        >
          查看
        </Button>
      ) : null}
      <ReasonDialog
        open={open}
        title={`查看${names[field]}`}
        note="明文只在本页显示；谁、何时、为何查看都会留痕，每人每日次数有限。同一天再看同一项不另计次。"
        label="用途"
        placeholder="例如：预约 11 月 25 日上门走访"
        min={4}
        okText="查看"
        onClose={() => setOpen(false)}
        onSubmit={async (reason, key) => setPlain(await reveal.mutateAsync({ field, reason, key }))}
      />
    </>
  )
}
