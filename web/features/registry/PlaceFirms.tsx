import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { DataTable } from '../../ui/DataTable.tsx'
import type { Placing } from './PlaceDialog.tsx'
import { type PlaceGroup, usePlaceFirms } from './usePlaces.ts'

/** The firms of one group, each to be placed by itself where the road leads to several places. */
export function PlaceFirms({ group, onPlace }: { group: PlaceGroup; onPlace: (placing: Placing) => void }) {
  const pages = usePlaceFirms(group)
  return (
    <DataTable
      pages={pages}
      rowKey="id"
      label="同组的户"
      empty="这一组已经没有待落位的户"
      columns={[
        {
          title: '名称',
          dataIndex: 'name',
          render: (name: string, { id }) => (
            <Link to="/entities/$entityId" params={{ entityId: id }}>
              {name}
            </Link>
          ),
        },
        {
          title: '地址里的路、楼宇、村',
          dataIndex: 'parts',
          render: (parts: string[]) => parts.join('，') || '—',
        },
        {
          title: '',
          key: 'place',
          render: (_, firm) => (
            <Button size="small" onClick={() => onPlace({ group, firm })}>
              单独落位
            </Button>
          ),
        },
      ]}
    />
  )
}
