import { Button } from 'antd'
import { useState } from 'react'
import { importKinds } from '#contract/registry/words.ts'
import type { Column } from '../../ui/columns.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSay } from '../../ui/useSay.ts'
import { When } from '../../ui/When.tsx'
import { type Profile, useProfiles, useRemoveProfile } from './useStudio.ts'

/** Ways of reading that were kept, and the way to be rid of one. Nothing where none is kept. */
export function ImportProfiles() {
  const profiles = useProfiles()
  const remove = useRemoveProfile()
  const say = useSay()
  const [open, setOpen] = useState<Profile | null>(null)
  if (!profiles.data || profiles.data.rows.length === 0) return null
  const columns: Column<Profile>[] = [
    { title: '方案', dataIndex: 'name' },
    { title: '名单种类', dataIndex: 'kind', render: (k: Profile['kind']) => importKinds[k] },
    { title: '用到的列', dataIndex: 'columns', align: 'right', render: (n: number) => <Figure n={n} /> },
    { title: '用过的批次', dataIndex: 'used', align: 'right', render: (n: number) => <Figure n={n} /> },
    {
      title: '存下的人',
      dataIndex: 'createdBy',
      render: (by: string, p) => (p.orgName ? `${p.orgName} · ${by}` : by),
    },
    { title: '时间', dataIndex: 'createdAt', render: (at: string) => <When at={at} /> },
    {
      title: '操作',
      key: 'remove',
      render: (_, p) =>
        p.mine ? (
          <Button size="small" danger onClick={() => setOpen(p)} aria-label={`停用方案 ${p.name}`}>
            停用
          </Button>
        ) : null,
    },
  ]
  return (
    <Section title="存下的对应方案" note="同样表头的文件来了自己用上">
      <PlainTable rows={profiles.data.rows} columns={columns} rowKey="id" label="对应方案" empty="没有" />
      <FormDialog
        open={open !== null}
        title="停用这个方案？"
        okText="停用"
        danger
        onClose={() => setOpen(null)}
        onSubmit={async (_, key) => {
          await remove.mutateAsync({ profileId: open!.id, key })
          say.done('已停用，以后的文件不再用它')
        }}
      >
        <p style={{ marginTop: 0 }}>以后同样表头的文件不再按「{open?.name}」读；已用过它的批次不变。</p>
      </FormDialog>
    </Section>
  )
}
