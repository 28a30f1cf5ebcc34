import { useQuery } from '@tanstack/react-query'
import { Form } from 'antd'
import { api } from '../../shell/api.ts'
import { FieldText } from '../../ui/FieldText.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type Batch, useReverseImport } from './useRegistry.ts'

type Counts = NonNullable<Batch['reversal']>

const n = (v: number) => v.toLocaleString('zh-CN')

/** Says what taking a batch back will do, before it is done; the reason goes with it. */
export function ReverseDialog({
  batch,
  open,
  onClose,
}: {
  batch: Batch
  open: boolean
  onClose: () => void
}) {
  const say = useSay()
  const reverse = useReverseImport(batch.id)
  const seen = useQuery({
    // Of its own name: once the batch is taken back there is nothing left to ask.
    queryKey: ['reversalPreview', batch.id],
    queryFn: () => api.previewReversal({ params: { batchId: batch.id } }),
    enabled: open,
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <FormDialog<{ reason: string }>
      open={open}
      title="撤销这一批"
      okText="确认撤销"
      danger
      onClose={onClose}
      onReload={() => void seen.refetch()}
      reloadText="重新查看会撤回什么"
      onSubmit={async ({ reason }, key) => {
        if (!seen.data) throw new Error('会撤回什么还没有算出，请稍候再确认')
        await reverse.mutateAsync({ reason: reason.trim(), version: seen.data.version, key })
        say.done('已撤销，同一份文件可以重新上报')
      }}
    >
      <p style={{ marginTop: 0 }}>
        「{batch.kindLabel}」 {batch.fileName}，已入库 {n(batch.accepted)} 行。撤销后：
      </p>
      <Loaded query={seen}>{(s) => <Effects counts={s.counts} />}</Loaded>
      <Form.Item
        name="reason"
        label="撤销理由"
        rules={[
          { required: true, whitespace: true, message: '请写明理由' },
          { min: 5, message: '至少写 5 个字' },
        ]}
      >
        <FieldText min={5} max={500} placeholder="例如：部门报错了文件，撤回后重报" />
      </Form.Item>
      <p className="muted">须由确认入库以外的另一人办理；全部成功或全部不做，历史各版仍可查。</p>
    </FormDialog>
  )
}

/** What goes, what comes back, what stays. */
function Effects({ counts: c }: { counts: Counts }) {
  return (
    <ul className="dots" style={{ marginBottom: 12 }}>
      <li>
        {n(c.closed)} 条事实不再有效，{n(c.restored)} 条恢复为以前的值
      </li>
      {c.withdrawn > 0 ? <li>{n(c.withdrawn)} 户只有本批登记过，退出登记库（仍可查阅）</li> : null}
      {c.staying > 0 ? <li>{n(c.staying)} 户已有清单、走访或申报，户保留，登记状态改为不明</li> : null}
      {c.waiting > 0 ? <li>其他名单的 {n(c.waiting)} 行重新等待对上主体</li> : null}
      {c.replaced > 0 ? <li>{n(c.replaced)} 行后来的名单已更新或结束，不动</li> : null}
      {c.confirmed > 0 ? <li>{n(c.confirmed)} 行后来的名单又报了同样内容，不动</li> : null}
    </ul>
  )
}
