import { Select } from 'antd'
import { useFilters } from '../../../ui/Filters.tsx'
import type { Quality } from './useQuality.ts'

/** Whose findings to mend: one's own unless another is chosen. */
export function OwnerPicker({ owners }: { owners: Quality['owners'] }) {
  const [filters, set] = useFilters()
  const options = [
    { value: 'own', label: '由本机构核改' },
    { value: 'all', label: '全部机构' },
    ...owners.map((o) => ({ value: o.id, label: `${o.name}（${o.open.toLocaleString('zh-CN')}）` })),
  ]
  return (
    <Select
      aria-label="由谁核改"
      value={filters.owner ?? 'own'}
      options={options}
      onChange={(v: string) => set({ owner: v === 'own' ? undefined : v })}
      style={{ minWidth: 150 }}
      popupMatchSelectWidth={false}
    />
  )
}
