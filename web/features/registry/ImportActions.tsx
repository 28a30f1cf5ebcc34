import { DownloadOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form } from 'antd'
import { useState } from 'react'
import { useCan } from '../../shell/session.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { newKey } from '../../ui/newKey.ts'
import { useSay } from '../../ui/useSay.ts'
import { ImportChecks } from './ImportChecks.tsx'
import { ReverseDialog } from './ReverseDialog.tsx'
import {
  type Batch,
  saveImportIssues,
  useCancelImport,
  useCommitImport,
  usePreviewImport,
} from './useRegistry.ts'

/** What can be done with a batch: take its issues home, put it into the registry, or give it up. */
export function ImportActions({ batch }: { batch: Batch }) {
  const can = useCan()
  const say = useSay()
  const [open, setOpen] = useState<'commit' | 'cancel' | 'reverse' | null>(null)
  const [saving, setSaving] = useState(false)
  const close = () => setOpen(null)
  const cancel = useCancelImport(batch.id)
  const hasIssues = (batch.preview?.issues.length ?? 0) > 0
  const save = () => {
    setSaving(true)
    saveImportIssues(batch.id)
      .catch(say.problem)
      .finally(() => setSaving(false))
  }
  return (
    <>
      {hasIssues ? (
        <Button icon={<DownloadOutlined aria-hidden />} loading={saving} onClick={save}>
          下载问题清单
        </Button>
      ) : null}
      {['previewed', 'reading', 'unmapped', 'failed'].includes(batch.state) ? (
        <Button danger onClick={() => setOpen('cancel')}>
          放弃
        </Button>
      ) : null}
      {batch.state === 'previewed' && batch.sameAs === null && can('import.commit') ? (
        <Button type="primary" onClick={() => setOpen('commit')}>
          确认入库
        </Button>
      ) : null}
      {batch.state === 'committed' && can('import.commit') && isReversible(batch) ? (
        <Button danger onClick={() => setOpen('reverse')}>
          撤销这一批
        </Button>
      ) : null}
      <ReverseDialog batch={batch} open={open === 'reverse'} onClose={close} />
      <CommitDialog batch={batch} open={open === 'commit'} onClose={close} />
      <FormDialog
        open={open === 'cancel'}
        title="放弃这个批次？"
        okText="放弃"
        danger
        onClose={close}
        onSubmit={async (_, key) => {
          await cancel.mutateAsync(key)
          say.done('已放弃，没有入库任何内容')
        }}
      >
        <p style={{ marginTop: 0 }}>
          「{batch.fileName}」不会入库任何内容，只留下上报过的记录。需要时可重新上报同一份文件。
        </p>
      </FormDialog>
    </>
  )
}

/** Places and branches are written over what stood: there is nothing to go back to. */
const isReversible = (batch: Batch) => batch.kind !== 'division' && batch.kind !== 'branch'

/** Says what a commit will do; where other lists came in meanwhile, offers to look again first. */
function CommitDialog({ batch, open, onClose }: { batch: Batch; open: boolean; onClose: () => void }) {
  const say = useSay()
  const commit = useCommitImport(batch.id)
  const again = usePreviewImport(batch.id)
  const send = async (acceptOlder: boolean | undefined, key: string) => {
    if (!batch.previewHash) return
    await commit.mutateAsync({ previewHash: batch.previewHash, acceptOlder, key })
    say.done('已入库')
  }
  const lookAgain = () => void again.mutateAsync(newKey()).catch(say.problem).finally(onClose)
  const p = batch.preview
  if (!p) return null
  const n = (v: number) => v.toLocaleString('zh-CN')
  return (
    <FormDialog<{ acceptOlder?: boolean }>
      open={open}
      title="确认入库"
      okText="确认入库"
      onClose={onClose}
      onSubmit={(v, key) => send(v.acceptOlder, key)}
      onReload={lookAgain}
      reloadText="重新预览"
    >
      <p style={{ marginTop: 0 }}>
        「{batch.kindLabel}」 {batch.fileName}，数据日期 {batch.asOf}，将要：
      </p>
      <ul className="dots" style={{ marginBottom: 12 }}>
        <li>新增 {n(p.fresh)} 行</li>
        <li>更新 {n(p.changed)} 行（旧值留在该户的历史里）</li>
        <li>{n(p.unchanged)} 行没有变化，不动</li>
        {batch.mode === 'full' ? <li>上一批有而这批没有的 {n(p.vanished)} 行，记为已消失</li> : null}
        {p.unmatched > 0 ? <li>{n(p.unmatched)} 行没有对上主体，先留存，名录补齐后自动对上</li> : null}
        {p.rejected > 0 ? <li>退回的 {n(p.rejected)} 行不入库</li> : null}
      </ul>
      <ImportChecks checks={p.checks} />
      {p.checks.some((c) => c.code === 'older') ? (
        <Form.Item
          name="acceptOlder"
          valuePropName="checked"
          style={{ margin: '8px 0' }}
          rules={[
            {
              validator: (_, v) =>
                v ? Promise.resolve() : Promise.reject(new Error('确实要用较旧的名单请勾选；否则点“取消”')),
            },
          ]}
        >
          <Checkbox>仍用这份较旧的名单</Checkbox>
        </Form.Item>
      ) : null}
      <p className="muted">全部成功或全部不做；入库后发现报错，可由另一人撤销整批。</p>
    </FormDialog>
  )
}
