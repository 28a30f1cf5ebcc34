import { useQuery } from '@tanstack/react-query'
import { Cascader } from 'antd'
import { useState } from 'react'
import { api } from '../../shell/api.ts'
import { useFilters } from '../../ui/Filters.tsx'

interface Option {
  value: string
  label: string
  children?: Option[]
}

/** A bank or one of its branches as a filter; the banks are fetched when the list is first opened. */
export function BankPicker() {
  const [values, set] = useFilters()
  const [opened, setOpened] = useState(false)
  const chosen = values.bankId ?? values.branchId
  const banks = useQuery({
    queryKey: ['banks'],
    queryFn: async () => optionsOf((await api.listBanks({})).rows),
    staleTime: 300_000,
    enabled: opened || chosen !== undefined,
  })
  const options = banks.data ?? []
  const bankOfBranch = options.find((b) => b.children?.some((c) => c.value === values.branchId))
  const path = values.branchId
    ? [bankOfBranch?.value ?? '', values.branchId]
    : values.bankId
      ? [values.bankId]
      : []
  return (
    <Cascader<Option>
      aria-label="主办银行、支行"
      placeholder="主办银行、支行"
      changeOnSelect
      allowClear
      showSearch
      loading={banks.isFetching}
      options={options}
      value={path}
      displayRender={(labels) => labels.at(-1) ?? ''}
      onOpenChange={(open) => setOpened(opened || open)}
      onChange={(next) =>
        set({
          bankId: next?.length === 1 ? next[0] : undefined,
          branchId: next?.length === 2 ? next[1] : undefined,
        })
      }
      style={{ minWidth: 180 }}
    />
  )
}

function optionsOf(
  rows: readonly { id: string; kind: string; name: string; parentId: string | null }[],
): Option[] {
  const branches = new Map<string, Option[]>()
  for (const b of rows)
    if (b.kind === 'bank_branch' && b.parentId)
      branches.set(b.parentId, [...(branches.get(b.parentId) ?? []), { value: b.id, label: b.name }])
  return rows
    .filter((b) => b.kind === 'bank')
    .map((b) => ({ value: b.id, label: b.name, children: branches.get(b.id) }))
}
