import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, InputNumber } from 'antd'
import { useState } from 'react'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { platformRoutes } from '#contract/organisations/platform.routes.ts'
import { industrySections } from '#contract/registry/words.ts'
import { api } from '../../shell/api.ts'
import { FieldMoney } from '../../ui/FieldMoney.tsx'
import { FieldText } from '../../ui/FieldText.tsx'
import { ClearFilters, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure, Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { useChange } from '../../ui/useChange.ts'
import { useSay } from '../../ui/useSay.ts'

type Branch = AnswerOf<typeof platformRoutes.listCapacities>['rows'][number]

const tradesText = (letters: string) =>
  Array.from(letters, (l) => industrySections[l] ?? l).join('、') || '不限'

/** What each branch can do in a year; by hand here, or by the branch list. The next assignment reads it. */
export function CapacityPage() {
  const [filters] = useFilters()
  const [changing, setChanging] = useState<Branch | null>(null)
  const branches = useQuery({
    queryKey: ['branches'],
    queryFn: async () => (await api.listCapacities({})).rows,
  })
  return (
    <div className="stack">
      <PageTitle title="网点能力" note="派发按这里的能力和特色行业算；改了之后重新派发才起作用">
        <LinkButton to="/imports">按名单导入</LinkButton>
        <LinkButton to="/lists">去派发</LinkButton>
      </PageTitle>
      <div className="filters no-print">
        <SearchBox name="q" placeholder="银行、网点或所在地" />
        <ClearFilters names={['q']} />
      </div>
      <Loaded query={branches}>
        {(all) => (
          <PlainTable<Branch>
            rows={all.filter((b) => !filters.q || `${b.bank}${b.branch}${b.place}`.includes(filters.q))}
            rowKey="branchId"
            label="网点能力"
            empty={filters.q ? '没有这样的网点' : '还没有网点；先导入“银行网点与走访能力”名单'}
            columns={[
              { title: '网点', dataIndex: 'branch' },
              { title: '银行', dataIndex: 'bank' },
              { title: '所在', dataIndex: 'place', render: (p: string) => p || '全市' },
              {
                title: '年走访能力（户）',
                dataIndex: 'visitsPerYear',
                align: 'right',
                render: (n: number) => <Figure n={n} />,
              },
              { title: '特色行业', dataIndex: 'trades', render: tradesText },
              {
                title: '专项授信计划',
                dataIndex: 'creditPlanFen',
                align: 'right',
                render: (fen: string | null) => (fen === null ? '未报' : <Money fen={fen} />),
              },
              {
                title: '办理',
                key: 'act',
                render: (_, b) => (
                  <Button size="small" onClick={() => setChanging(b)}>
                    调整
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {changing ? (
        <Change
          branch={changing}
          onClose={() => setChanging(null)}
          onReload={() => void branches.refetch().then(() => setChanging(null))}
        />
      ) : null}
    </div>
  )
}

function Change(props: { branch: Branch; onClose: () => void; onReload: () => void }) {
  const { branch } = props
  const say = useSay()
  const change = useChange(
    ({ key, ...body }: Parameters<typeof api.changeCapacity>[0]['body'] & { key: string }) =>
      api.changeCapacity({ params: { branchId: branch.branchId }, body, key }),
    ['branches', 'assignment'],
  )
  return (
    <FormDialog<{ visitsPerYear: number; trades: string[]; creditPlanFen?: string | null; reason: string }>
      open
      wide
      title={`调整 ${branch.branch} 的能力`}
      okText="保存"
      initial={{
        visitsPerYear: branch.visitsPerYear,
        trades: Array.from(branch.trades),
        creditPlanFen: branch.creditPlanFen,
      }}
      onClose={props.onClose}
      onReload={props.onReload}
      onSubmit={async ({ trades, creditPlanFen, ...v }, key) => {
        await change.mutateAsync({
          ...v,
          trades: trades.join(''),
          creditPlanFen: creditPlanFen || null,
          version: branch.version,
          key,
        })
        say.done('已保存；重新派发草稿清单后起作用')
      }}
    >
      <Form.Item
        name="visitsPerYear"
        label="年走访能力（户）"
        rules={[{ required: true, message: '请填户数' }]}
      >
        <InputNumber min={0} max={1_000_000} precision={0} style={{ width: 200 }} />
      </Form.Item>
      <Form.Item name="trades" label="特色行业（不选为不限）">
        <Checkbox.Group
          options={Object.entries(industrySections).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Form.Item name="creditPlanFen" label="专项授信计划">
        <FieldMoney />
      </Form.Item>
      <Form.Item name="reason" label="理由" rules={[{ required: true, message: '请写明理由' }]}>
        <FieldText min={4} max={200} rows={2} placeholder="如：11 月新增两名客户经理，网点来函补报" />
      </Form.Item>
    </FormDialog>
  )
}
