import { Link } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { levelOfCode } from '#contract/organisations/words.ts'
import { useCan } from '../../shell/session.ts'
import { Share } from '../../ui/Bar.tsx'
import type { Column } from '../../ui/columns.ts'
import { useFilters } from '../../ui/Filters.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSay } from '../../ui/useSay.ts'
import {
  type Building,
  type SplitUnit,
  useBuildings,
  useCloseBuilding,
  useSaveBuildings,
  useSplit,
} from './useTeams.ts'

/** The published list, place by place down to the building: how many, how far, who is responsible. */
export function SplitPage() {
  const [filters] = useFilters()
  const split = useSplit(filters.division)
  return (
    <div className="stack">
      <Loaded query={split}>
        {(s) => (
          <>
            <PageTitle title={`社区与楼宇 · ${s.name}`} note="已发布的清单，每户恰在一处或待落位">
              <LinkButton to="/targets" search={{ division: s.division }}>
                看走访对象，可打印、复制到 Excel
              </LinkButton>
              <Button onClick={() => window.print()}>打印本页</Button>
            </PageTitle>
            <nav className="row no-print" aria-label="上级区划">
              {s.way.map((w, i) => (
                <span key={w.division} className="row">
                  {i > 0 ? <span className="muted">›</span> : null}
                  {w.division === s.division ? (
                    <strong>{w.name}</strong>
                  ) : (
                    <Link to="/split" search={{ division: w.division }}>
                      {w.name}
                    </Link>
                  )}
                </span>
              ))}
            </nav>
            <Section title="分到各处" note={`共 ${s.targets.toLocaleString('zh-CN')} 户`}>
              <PlainTable
                rows={s.units}
                columns={columns}
                rowKey="key"
                label="分到各处"
                empty="这里没有已发布清单上的企业；清单发布后按所在区划分到这里"
              />
            </Section>
            {levelOfCode(s.division) === 'community' ? <Buildings division={s.division} /> : null}
          </>
        )}
      </Loaded>
    </div>
  )
}

const columns: readonly Column<SplitUnit>[] = [
  {
    title: '区划、楼宇',
    dataIndex: 'name',
    render: (name: string, u) =>
      u.division ? (
        <Link to="/split" search={{ division: u.division }}>
          {name}
        </Link>
      ) : (
        <span className={u.unplaced ? 'muted' : undefined}>{name}</span>
      ),
  },
  { title: '户数', dataIndex: 'targets', align: 'right', render: (n: number) => <Figure n={n} /> },
  { title: '待走访', dataIndex: 'open', align: 'right', render: (n: number) => <Figure n={n} /> },
  { title: '已走访', dataIndex: 'visited', align: 'right', render: (n: number) => <Figure n={n} /> },
  {
    title: '走访进度',
    key: 'share',
    width: 180,
    render: (_, u) => <Share value={u.visited} of={u.targets} />,
  },
  { title: '有需求', dataIndex: 'hasNeed', align: 'right', render: (n: number) => <Figure n={n} /> },
  {
    title: '负责小组',
    dataIndex: 'teams',
    render: (teams: string[]) =>
      teams.length > 3 ? `${teams.slice(0, 3).join('、')} 等 ${teams.length} 个` : teams.join('、') || '未定',
  },
]

function Buildings({ division }: { division: string }) {
  const may = useCan()('building.manage')
  const buildings = useBuildings(division)
  const [adding, setAdding] = useState(false)
  const [closing, setClosing] = useState<Building | null>(null)
  const close = useCloseBuilding()
  return (
    <Section
      title="楼宇"
      note="登记住所里含有名称或地址词的，落到这栋楼"
      extra={may ? <Button onClick={() => setAdding(true)}>登记楼宇</Button> : null}
    >
      <Loaded query={buildings}>
        {(rows) => (
          <PlainTable<Building>
            rows={rows}
            rowKey="id"
            label="楼宇"
            empty={may ? '还没有楼宇；点“登记楼宇”，可从 Excel 整列粘贴' : '还没有登记楼宇'}
            columns={[
              { title: '名称', dataIndex: 'name' },
              { title: '地址词', dataIndex: 'words', render: (w: string[]) => w.join('、') },
              {
                title: '户数',
                dataIndex: 'targets',
                align: 'right',
                render: (n: number) => <Figure n={n} />,
              },
              ...(may
                ? [
                    {
                      title: '办理',
                      key: 'act',
                      render: (_: unknown, b: Building) => (
                        <Button size="small" onClick={() => setClosing(b)}>
                          停用
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
      {adding ? <AddBuildings division={division} onClose={() => setAdding(false)} /> : null}
      {closing ? (
        <ReasonDialog
          open
          title={`停用「${closing.name}」？`}
          note="其中的户回到待落位；管这栋楼的小组不再看到它们。"
          okText="停用"
          onClose={() => setClosing(null)}
          onSubmit={(reason, key) =>
            close.mutateAsync({ buildingId: closing.id, version: closing.version, reason, key })
          }
        />
      ) : null}
    </Section>
  )
}

/** One line a building: its name, then further words of its addresses, as pasted from two columns of a sheet. */
function readLines(text: string, division: string) {
  return text
    .split('\n')
    .map((l) => l.split(/[\t,，、;；]/).map((w) => w.trim()))
    .map((l) => l.filter((w) => w !== ''))
    .filter((l) => l.length > 0)
    .map(([name, ...words]) => ({ division, name: name!, words }))
}

function AddBuildings({ division, onClose }: { division: string; onClose: () => void }) {
  const save = useSaveBuildings()
  const say = useSay()
  return (
    <FormDialog<{ lines: string }>
      open
      title="登记楼宇"
      okText="登记并落位"
      onClose={onClose}
      onSubmit={async ({ lines }, key) => {
        const { saved, placed } = await save.mutateAsync({ rows: readLines(lines, division), key })
        say.done(`登记 ${saved} 栋，本社区已有 ${placed} 户落到楼宇`)
      }}
    >
      <Form.Item
        name="lines"
        label="每行一栋：名称，后面可跟地址里认它的词"
        rules={[{ required: true, message: '请写至少一栋' }]}
        extra="可从 Excel 粘贴两列；同名的会更新地址词"
      >
        <Input.TextArea rows={8} placeholder={'金海大厦\t金海\n老码头市场\t码头市场，水产行'} />
      </Form.Item>
    </FormDialog>
  )
}
