import { Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { rosterFlow } from '#contract/rosters/roster.flow.ts'
import { useCan } from '../../shell/session.ts'
import { ActionBar } from '../../ui/ActionBar.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type ListVersionLine, useActOnVersion, useEditMember, type VersionDeed } from './useRosters.ts'

const notes: Readonly<Record<VersionDeed, string>> = {
  approve: '审定后成员不能再改；要改须先退回。',
  publish: '发布后内容冻结，各区县、镇街立即可见；在用的上一版随之被取代。',
  sendBack: '退回后可以继续加入、移出，再重新审定。',
  recall: '收回后这份清单没有在用的版本，各区县、镇街会收到停用通知。',
  discard: '作废后可以重新编制；已写的理由留在日志里。',
}

/** What may be done with a version now, as the server offers it, and the editing of a draft by hand. */
export function VersionActions({ version, small }: { version: ListVersionLine; small?: boolean }) {
  const can = useCan()
  const say = useSay()
  const act = useActOnVersion(version.ref)
  const [deed, setDeed] = useState<VersionDeed | null>(null)
  const [editing, setEditing] = useState(false)
  const send = async (reason: string | undefined, key: string) => {
    await act.mutateAsync({ action: deed!, version: version.version, reason, key })
    say.done(`第 ${version.no} 版：${rosterFlow.actions[deed!].label}完成`)
  }
  const dialog = {
    open: deed !== null,
    title: deed ? `${rosterFlow.actions[deed].label}第 ${version.no} 版？` : '',
    okText: deed ? rosterFlow.actions[deed].label : '',
    onClose: () => setDeed(null),
  }
  const asks = deed !== null && 'reason' in rosterFlow.actions[deed]
  const mayEdit = !small && version.state === 'draft' && version.filling === 'done' && can('list.draft')
  return (
    <div className="row no-print">
      <ActionBar
        actions={version.actions}
        primary={version.state === 'draft' ? 'approve' : 'publish'}
        danger={['recall', 'discard']}
        onAct={(a) => setDeed(a.action as VersionDeed)}
      />
      {mayEdit ? <Button onClick={() => setEditing(true)}>加入或移出一户</Button> : null}
      <ReasonDialog
        {...dialog}
        open={dialog.open && asks}
        note={deed ? notes[deed] : ''}
        danger={deed === 'recall' || deed === 'discard'}
        onSubmit={send}
      />
      <FormDialog<object> {...dialog} open={dialog.open && !asks} onSubmit={(_, key) => send(undefined, key)}>
        <p style={{ marginTop: 0 }}>{deed ? notes[deed] : ''}</p>
      </FormDialog>
      <EditMember version={version} open={editing} onClose={() => setEditing(false)} />
    </div>
  )
}

interface Fields {
  deed: 'add' | 'remove'
  uscc: string
  reason: string
}

function EditMember(props: { version: ListVersionLine; open: boolean; onClose: () => void }) {
  const edit = useEditMember(props.version.ref)
  const say = useSay()
  return (
    <FormDialog<Fields>
      open={props.open}
      title="加入或移出一户"
      okText="保存"
      initial={{ deed: 'add' }}
      onClose={props.onClose}
      onSubmit={async (fields, key) => {
        const now = await edit.mutateAsync({ ...fields, uscc: fields.uscc.trim(), key })
        say.done(`已保存，现有 ${now.members.toLocaleString('zh-CN')} 户；改过的人不能审定这一版`)
      }}
    >
      <Form.Item name="deed" label="做什么">
        <Radio.Group
          options={[
            { value: 'add', label: '加入' },
            { value: 'remove', label: '移出' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="uscc"
        label="统一社会信用代码"
        rules={[{ required: true, len: 18, message: '请填 18 位统一社会信用代码' }]}
      >
        <Input maxLength={18} autoFocus />
      </Form.Item>
      <Form.Item
        name="reason"
        label="理由"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明理由，至少 2 个字' }]}
      >
        <Input.TextArea rows={2} maxLength={200} showCount placeholder="如：科技局 11 月来函补报" />
      </Form.Item>
    </FormDialog>
  )
}
