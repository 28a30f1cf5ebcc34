import { useQueryClient } from '@tanstack/react-query'
import { DatePicker, Form, Input } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useSession } from '../../shell/session.ts'
import { ActionBar } from '../../ui/ActionBar.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type Target, type TargetDeed, useActOnTarget } from './useAssignment.ts'

/** Results of visits are brought by the visits themselves; these are done at the desk. */
const atDesk = ['exclude', 'restore', 'scheduleRevisit'] as const satisfies readonly TargetDeed[]

const notes: Readonly<Record<TargetDeed, string>> = {
  exclude: '剔除后不再安排走访；需要时可以恢复。',
  restore: '恢复后回到“已入清单”，可以继续走访。',
  scheduleRevisit: '到期前后会出现在“待二次走访”里。',
}

/** What can be done with a target at the desk, as the server offered it. */
export function TargetActions({ target }: { target: Target }) {
  const act = useActOnTarget(target.id)
  const say = useSay()
  const queries = useQueryClient()
  const [open, setOpen] = useState<TargetDeed | null>(null)
  const offered = target.actions.filter((a) => atDesk.some((d) => d === a.action))
  const label = offered.find((a) => a.action === open)?.label ?? ''
  const reload = () => void queries.invalidateQueries({ queryKey: ['target', target.id] })
  const send = async (body: { reason?: string; on?: string; key: string }) => {
    if (!open) return
    await act.mutateAsync({ action: open, version: target.version, ...body })
    say.done(`已${label}`)
  }
  return (
    <>
      <ActionBar actions={offered} danger={['exclude']} onAct={(a) => setOpen(a.action as TargetDeed)} />
      <ReasonDialog
        open={open === 'exclude' || open === 'restore'}
        title={`${label}「${target.name}」`}
        note={open ? notes[open] : ''}
        placeholder={open === 'exclude' ? '例如：已搬离本市，镇街现场核实' : undefined}
        okText={label}
        danger={open === 'exclude'}
        onClose={() => setOpen(null)}
        onReload={reload}
        onSubmit={(reason, key) => send({ reason, key })}
      />
      <RevisitDialog
        open={open === 'scheduleRevisit'}
        name={target.name}
        onClose={() => setOpen(null)}
        onReload={reload}
        onSubmit={send}
      />
    </>
  )
}

function RevisitDialog(props: {
  open: boolean
  name: string
  onClose: () => void
  onReload: () => void
  onSubmit: (body: { reason?: string; on: string; key: string }) => Promise<void>
}) {
  const { data: session } = useSession()
  const today = dayjs(session?.today)
  return (
    <FormDialog<{ on: Dayjs; reason?: string }>
      open={props.open}
      title={`安排二次走访「${props.name}」`}
      okText="安排"
      initial={{ on: today.add(30, 'day') }}
      onClose={props.onClose}
      onReload={props.onReload}
      onSubmit={(v, key) =>
        props.onSubmit({ on: v.on.format('YYYY-MM-DD'), reason: v.reason?.trim() || undefined, key })
      }
    >
      <p style={{ marginTop: 0 }}>{notes.scheduleRevisit}</p>
      <Form.Item name="on" label="哪一天" rules={[{ required: true, message: '请选择日期' }]}>
        <DatePicker allowClear={false} minDate={today} />
      </Form.Item>
      <Form.Item name="reason" label="说明（选填）" rules={[{ min: 2, message: '至少写 2 个字' }]}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </FormDialog>
  )
}
