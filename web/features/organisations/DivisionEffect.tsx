import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useState } from 'react'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { divisionRoutes } from '#contract/organisations/division.routes.ts'
import { divisionChangeKinds } from '#contract/organisations/words.ts'
import { api } from '../../shell/api.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import type { DivisionChange } from './DivisionChangesPage.tsx'

type Effect = AnswerOf<typeof divisionRoutes.previewDivisionChange>

const count = (n: number) => n.toLocaleString('zh-CN')

const sentence = (e: Effect) =>
  [
    `经营主体 ${count(e.firms)} 户`,
    `走访对象 ${count(e.targets)} 户`,
    `责任片区 ${count(e.duties)} 个`,
    `楼宇 ${count(e.buildings)} 处`,
    `岗位 ${count(e.posts)} 个`,
  ].join('、')

/** What a change would move if its day were today; with the button to confirm it, for whoever may. */
export function DivisionEffect(props: {
  change: DivisionChange
  onConfirm: (() => Promise<void>) | null
  onClose: () => void
}) {
  const { change, onConfirm, onClose } = props
  const [busy, setBusy] = useState(false)
  const confirm = async () => {
    setBusy(true)
    await onConfirm?.().finally(() => setBusy(false))
  }
  const query = useQuery({
    queryKey: ['divisionChanges', 'effect', change.id],
    queryFn: () => api.previewDivisionChange({ params: { changeId: change.id } }),
  })
  return (
    <Modal
      open
      width={720}
      title={`影响：${change.fromPlace} ${divisionChangeKinds[change.kind]}（${change.startsOn} 起）`}
      okText="确认变更"
      cancelText="关闭"
      okButtonProps={{ style: onConfirm ? undefined : { display: 'none' }, disabled: !query.data }}
      confirmLoading={busy}
      onOk={() => void confirm()}
      onCancel={onClose}
    >
      <Loaded query={query}>
        {(e) => (
          <div className="stack">
            <p>
              {change.kind === 'rename'
                ? '只改名称，没有户和走访对象移动。'
                : `按今天的数据，随之移动：${sentence(e)}。此前的走访、筛查和看板数字仍记在原区划。`}
            </p>
            {e.left > 0 ? (
              <p>另有 {count(e.left)} 户只知在原镇街、不知在哪个社区：留在原镇街，并进“待落位”逐组核定。</p>
            ) : null}
            {e.places.length > 0 ? (
              <PlainTable
                rows={e.places}
                rowKey="heir"
                label="承接对照"
                columns={[
                  {
                    title: '原区划',
                    key: 'from',
                    render: (_, p) => (p.code === p.heir ? '新设' : `${p.name} ${p.code}`),
                  },
                  { title: '由谁承接', key: 'to', render: (_, p) => `${p.heirName} ${p.heir}` },
                ]}
                empty=""
              />
            ) : null}
          </div>
        )}
      </Loaded>
    </Modal>
  )
}
