import { useQuery } from '@tanstack/react-query'
import { Cascader } from 'antd'
import { useState } from 'react'
import { rangeOfDivision } from '#contract/organisations/words.ts'
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

/** The way from the top down to a place, fetched where it has not been opened yet: the field shows names, not a code. */
async function wayTo(top: Option[], code: string): Promise<string[]> {
  const way: string[] = []
  for (let level: Option[] | undefined = top; level; ) {
    const next: Option | undefined = level.find((o) => {
      const { lo, hi } = rangeOfDivision(o.value)
      return lo <= BigInt(code) && BigInt(code) <= hi
    })
    if (!next) break
    way.push(next.value)
    if (next.value === code) break
    next.children ??= await below(next.value)
    level = next.children
  }
  return way
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
  const way = useQuery({
    queryKey: ['divisions', 'way', value],
    queryFn: () => wayTo(top.data!, value!),
    enabled: value !== undefined && top.data !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Cascader<Option>
      aria-label="所在区划"
      placeholder="所在区划"
      changeOnSelect
      allowClear
      // Levels are hung in as they come: a new list each time, or the library keeps to what it knew.
      options={[...(top.data ?? [])]}
      value={value ? (way.data ?? [value]) : []}
      displayRender={(labels) =>
        way.data ? (labels.length > 1 ? labels.slice(1) : labels).join(' ') : value ? '正在查区划名称' : ''
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

/** A place in force today as a field of a form, opened level by level. */
export function DivisionField(props: { id?: string; value?: string; onChange?: (code?: string) => void }) {
  const top = useQuery({ queryKey: ['divisions', 'field'], queryFn: () => below() })
  const [, redraw] = useState(0)
  const [path, setPath] = useState<string[]>([])
  return (
    <Cascader<Option>
      id={props.id}
      placeholder="逐级选到镇街或社区"
      changeOnSelect
      options={[...(top.data ?? [])]}
      value={props.value ? path : []}
      loadData={(opened) => {
        const last = opened.at(-1)!
        void below(last.value).then((children) => {
          last.children = children
          redraw((n) => n + 1)
        })
      }}
      onChange={(chosen) => {
        setPath(chosen ?? [])
        props.onChange?.(chosen?.at(-1))
      }}
    />
  )
}
