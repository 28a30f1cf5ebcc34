import { useQuery } from '@tanstack/react-query'
import { Cascader } from 'antd'
import { useState } from 'react'
import { api } from '../../shell/api.ts'

interface Option {
  value: string
  label: string
  isLeaf: boolean
  children?: Option[]
}

/** Places of the actor's own tree, several of them; levels are fetched as they are opened. */
export function PlaceField(props: {
  id?: string
  value?: string[][]
  onChange?: (value: string[][]) => void
}) {
  const [, redraw] = useState(0)
  const below = async (parent?: string): Promise<Option[]> => {
    const { rows } = await api.listDivisions({ query: { parent } })
    return rows.map((d) => ({ value: d.code, label: d.name, isLeaf: d.level === 'community' }))
  }
  const top = useQuery({
    queryKey: ['divisions', 'field'],
    queryFn: () => below(),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Cascader<Option>
      id={props.id}
      multiple
      changeOnSelect
      showCheckedStrategy="SHOW_PARENT"
      placeholder="选镇街或社区（村），可选多处"
      options={[...(top.data ?? [])]}
      value={props.value}
      displayRender={(labels) => labels.at(-1)}
      loadData={(path) => {
        const last = path.at(-1)!
        void below(last.value).then((children) => {
          last.children = children
          redraw((n) => n + 1)
        })
      }}
      onChange={(value) => props.onChange?.(value as string[][])}
    />
  )
}
