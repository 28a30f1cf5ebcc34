import { Select } from 'antd'
import { useState } from 'react'
import { useCandidates } from './useTeams.ts'

/** One or several posts that may be called upon, found by a person's or a body's name. */
export function PostPicker(props: {
  id?: string
  value?: string | string[]
  onChange?: (value: never) => void
  many?: boolean
  /** A post that is not to choose from. */
  but?: string
}) {
  const [search, setSearch] = useState('')
  const found = useCandidates(search)
  return (
    <Select
      id={props.id}
      value={props.value as never}
      onChange={props.onChange}
      mode={props.many ? 'multiple' : undefined}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.isFetching}
      placeholder="输入姓名或单位查找"
      notFoundContent={found.isFetching ? '正在查找' : '没有这样的人；账号与岗位由系统管理员建立'}
      options={(found.data ?? [])
        .filter((c) => c.grantId !== props.but)
        .map((c) => ({ value: c.grantId, label: `${c.name}（${c.org} · ${c.role}）` }))}
    />
  )
}
