import { Select } from 'antd'
import { ancestorOf } from '#contract/organisations/words.ts'
import { useFilters } from '../../ui/Filters.tsx'
import { useBanks } from './useFinancing.ts'

const byText = (input: string, option?: { label?: unknown }) =>
  typeof option?.label === 'string' && option.label.includes(input.trim())

/** A branch by name, those of the firm's own county first; the bank's consent stands beside each. */
export function BranchPicker(props: {
  id?: string
  value?: string
  onChange?: (branchId: string) => void
  division: string
  /** Banks the firm has consented to. */
  consented: ReadonlySet<string>
}) {
  const banks = useBanks()
  const county = String(ancestorOf(props.division, 'county'))
  const branches = (banks.data?.rows ?? []).filter((b) => b.kind === 'bank_branch')
  const option = (b: (typeof branches)[number]) => ({
    value: b.id,
    label: `${b.name}${b.parentId && props.consented.has(b.parentId) ? '（已授权）' : ''}`,
  })
  const near = branches.filter((b) => b.division && String(ancestorOf(b.division, 'county')) === county)
  const far = branches.filter((b) => !near.includes(b))
  return (
    <Select
      id={props.id}
      value={props.value}
      onChange={props.onChange}
      loading={banks.isLoading}
      placeholder="输入银行或网点名称查找"
      showSearch={{ filterOption: byText }}
      options={[
        { label: '本区县网点', options: near.map(option) },
        { label: '其他区县网点', options: far.map(option) },
      ]}
      style={{ width: '100%' }}
    />
  )
}

/** A bank by name. */
export function BankPicker(props: {
  id?: string
  value?: string
  onChange?: (bankId: string | undefined) => void
  without?: ReadonlySet<string>
  label?: string
  placeholder?: string
}) {
  const banks = useBanks()
  const options = (banks.data?.rows ?? [])
    .filter((b) => b.kind === 'bank' && !props.without?.has(b.id))
    .map((b) => ({ value: b.id, label: b.name }))
  return (
    <Select
      id={props.id}
      allowClear
      aria-label={props.label}
      value={props.value}
      onChange={(v?: string) => props.onChange?.(v)}
      loading={banks.isLoading}
      placeholder={props.placeholder ?? '输入银行名称查找'}
      showSearch={{ filterOption: byText }}
      options={options}
      style={{ width: '100%', minWidth: 160 }}
    />
  )
}

/** The bank filter of a list, kept in the address. */
export function BankFilter({ name }: { name: string }) {
  const [values, set] = useFilters()
  return (
    <div style={{ width: 180 }}>
      <BankPicker
        label="银行"
        placeholder="银行"
        value={values[name]}
        onChange={(bankId) => set({ [name]: bankId })}
      />
    </div>
  )
}
