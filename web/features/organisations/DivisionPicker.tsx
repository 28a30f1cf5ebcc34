import { useQuery } from '@tanstack/react-query'
import { Cascader } from 'antd'
import { useState } from 'react'
import { levelOfCode } from '#contract/organisations/words.ts'
import { api } from '../../shell/api.ts'
import { useFilters } from '../../ui/Filters.tsx'

interface Option {
  value: string
  label: string
  isLeaf: boolean
  children?: Option[]
}

async function below(parent?: string): Promise<Option[]> {
  const { rows } = await api.listDivisions({ query: { parent } })
  return rows.map((d) => ({ value: d.code, label: d.name, isLeaf: d.level === 'community' }))
}

/** A place of the actor's own subtree, down to the community; levels are fetched as they are opened. */
export function DivisionPicker({ name }: { name: string }) {
  const [values, set] = useFilters()
  const top = useQuery({
    queryKey: ['divisions'],
    queryFn: () => below(),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [, redraw] = useState(0)
  const value = values[name]
  return (
    <Cascader<Option>
      aria-label="所在区划"
      placeholder="所在区划"
      changeOnSelect
      allowClear
      options={top.data ?? []}
      value={value ? [value] : []}
      displayRender={(labels) =>
        labels.length > 0 ? labels.join(' ') : value ? `区划 ${value} (${levelOfCode(value)})` : ''
      }
      loadData={(path) => {
        const last = path.at(-1)!
        void below(last.value).then((children) => {
          last.children = children
          redraw((n) => n + 1)
        })
      }}
      onChange={(path) => set({ [name]: path?.at(-1) })}
      style={{ minWidth: 160 }}
    />
  )
}
