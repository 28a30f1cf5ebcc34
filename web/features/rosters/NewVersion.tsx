import { InboxOutlined } from '@ant-design/icons'
import { Button, Form, Radio, Upload } from 'antd'
import { useState } from 'react'
import { type RosterKindKey, rosterKinds } from '#contract/rosters/words.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type ListLine, useDraftVersion, useUploadVersion } from './useRosters.ts'

type From = 'rule' | 'copy' | 'empty' | 'file'

/** Opens the next version: by the kind's rule, from a file, from the version in force, or from nothing. */
export function NewVersion({ list }: { list: ListLine }) {
  const [open, setOpen] = useState(false)
  const [file, setFile] = useState<File | null>(null)
  const draft = useDraftVersion(list.list)
  const upload = useUploadVersion(list.list)
  const say = useSay()
  const rule = list.kind === 'visit' ? null : rosterKinds[list.kind as RosterKindKey].rule
  const ways: { value: From; label: string }[] = [
    ...(rule ? [{ value: 'rule' as const, label: `按规则：${list.from.replace(/^规则：/, '')}` }] : []),
    { value: 'file', label: '用文件：表里有统一社会信用代码或企业名称即可' },
    ...(list.current ? [{ value: 'copy' as const, label: '沿用在用的一版，再加入或移出' }] : []),
    { value: 'empty', label: '从空白开始，逐户加入' },
  ]
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        编制新版
      </Button>
      <FormDialog<{ from: From }>
        open={open}
        title="编制新版"
        okText="编制"
        initial={{ from: rule ? 'rule' : 'file' }}
        onClose={() => {
          setOpen(false)
          setFile(null)
        }}
        onSubmit={async ({ from }, key) => {
          if (from !== 'file') await draft.mutateAsync({ from, key })
          else if (file) await upload.mutateAsync({ file, key })
          else throw new Error('请先选一个文件')
          say.done('已开始编制；成员算齐后请另一人审定')
        }}
      >
        <Form.Item name="from" label="成员从哪里来">
          <Radio.Group style={{ display: 'grid', gap: 8 }} options={ways} />
        </Form.Item>
        <Form.Item noStyle shouldUpdate>
          {({ getFieldValue }) =>
            getFieldValue('from') === 'file' ? (
              <Upload.Dragger
                showUploadList={false}
                maxCount={1}
                beforeUpload={(chosen) => {
                  setFile(chosen)
                  return false
                }}
                style={{ marginBottom: 12 }}
              >
                <InboxOutlined aria-hidden style={{ fontSize: 28, color: 'var(--accent)' }} />
                <p style={{ margin: '4px 0' }}>{file ? file.name : '把文件拖到这里，或点此选择'}</p>
                <p className="muted small" style={{ margin: 0 }}>
                  csv、xlsx、xls 都可以；没有对上的行会留着，不会丢
                </p>
              </Upload.Dragger>
            ) : null
          }
        </Form.Item>
      </FormDialog>
    </>
  )
}
