import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { fragmentKinds } from '#contract/registry/words.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSay } from '../../ui/useSay.ts'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { PlaceDecisions } from './PlaceDecisions.tsx'
import { PlaceDialog, type Placing } from './PlaceDialog.tsx'
import { PlaceFirms } from './PlaceFirms.tsx'
import {
  type PlaceCount,
  type PlaceGroup,
  saveUnplaced,
  usePlaceCounts,
  usePlaceGroups,
} from './usePlaces.ts'

/** Firms whose address alone names no town: gathered by road, so that one decision places many. */
export function UnplacedPage() {
  const [filters] = useFilters()
  const pages = usePlaceGroups(filters)
  const say = useSay()
  const [placing, setPlacing] = useState<Placing | null>(null)
  const [open, setOpen] = useState<PlaceGroup | null>(null)
  return (
    <div className="stack">
      <PageTitle
        title="待落位"
        note="只知在哪个区县或市、或在析置过的镇街的户，按路、楼宇、村归并；一次定一组"
      >
        <Button onClick={() => void saveUnplaced(filters).catch(say.problem)}>导出 Excel</Button>
      </PageTitle>
      <Counts />
      <div className="filters no-print">
        <SearchBox name="search" placeholder="路、楼宇、村名中的字" />
        <DivisionPicker name="division" />
        <PickOne name="kind" label="按什么归并" words={fragmentKinds} />
        <ClearFilters names={['search', 'division', 'kind']} />
      </div>
      <DataTable
        pages={pages}
        rowKey="key"
        label="待落位的路、楼宇、村"
        empty="没有待落位的户"
        columns={[
          {
            title: '路、楼宇、村',
            dataIndex: 'fragment',
            render: (v: string | null) => v ?? <span className="muted">（地址没有路名）</span>,
          },
          { title: '现在只知在', dataIndex: 'place' },
          { title: '户数', dataIndex: 'firms', align: 'right', className: 'num' },
          { title: '可能在', key: 'likely', render: (_, { likely }) => likelyText(likely) },
          {
            title: '办理',
            key: 'act',
            render: (_, group) => (
              <div className="row">
                {group.fragment === null ? null : (
                  <Button size="small" onClick={() => setPlacing({ group })}>
                    整组落位
                  </Button>
                )}
                <Button size="small" onClick={() => setOpen(group)}>
                  看各户
                </Button>
              </div>
            ),
          },
        ]}
      />
      <PlaceDecisions />
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        size="large"
        title={`${open?.fragment ?? '地址没有路名'}（${open?.place ?? ''}）`}
        destroyOnHidden
      >
        {open ? <PlaceFirms group={open} onPlace={setPlacing} /> : null}
      </Drawer>
      <PlaceDialog placing={placing} onClose={() => setPlacing(null)} />
    </div>
  )
}

function likelyText(likely: PlaceGroup['likely']): string {
  if (!likely) return '没有线索'
  return `${likely.name}（${likely.seen} 户中 ${likely.firms} 户，把握 ${Math.floor(likely.confidenceBp / 100)}%）`
}

/** How near the firms of each county are known. */
function Counts() {
  const counts = usePlaceCounts()
  const share = (n: number, of: number) => (of === 0 ? '—' : `${((n * 100) / of).toFixed(1)}%`)
  const column = (title: string, key: 'firms' | 'community' | 'town' | 'unplaced') => ({
    title,
    dataIndex: key,
    align: 'right' as const,
    className: 'num',
    render: (n: number) => n.toLocaleString('zh-CN'),
  })
  return (
    <Section title="各区县落位情况">
      <PlainTable<PlaceCount>
        rows={counts.data?.rows ?? []}
        rowKey="code"
        label="各区县落位情况"
        empty={counts.isLoading ? '正在统计' : '还没有经营主体，请市专班先导入登记名录'}
        columns={[
          {
            title: '区县',
            dataIndex: 'name',
            // The city itself stands here for firms of which not even the county is known.
            render: (name: string, r) => (r.code.endsWith('00000000') ? `只知在${name}` : name),
          },
          column('在营户数', 'firms'),
          column('到社区（村）', 'community'),
          column('只到镇街', 'town'),
          column('待落位', 'unplaced'),
          {
            title: '到社区的比例',
            key: 'share',
            align: 'right',
            className: 'num',
            render: (_, r) => share(r.community, r.firms),
          },
        ]}
      />
    </Section>
  )
}
