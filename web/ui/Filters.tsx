import { SearchOutlined } from '@ant-design/icons'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'

export type Values = Record<string, string | undefined>

/** The filter of a page is its address: what is set survives a reload and can be sent on. */
export function useFilters(): [Values, (change: Values) => void] {
  const values: Values = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = (change: Values) => {
    const next = Object.fromEntries(
      Object.entries({ ...values, ...change }).filter(([, v]) => v !== undefined && v !== ''),
    ) as Record<string, string>
    void navigate({ to: '.', search: next, replace: true })
  }
  return [values, set]
}

/** Of the address only the fields a list knows: what else stands there is not sent to the server. */
export function pick(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.filter((n) => values[n]).map((n) => [n, values[n]]))
}

/** A search box that waits for Enter or a pause of the hands. */
export function SearchBox({ name, placeholder }: { name: string; placeholder: string }) {
  const [values, set] = useFilters()
  const [text, setText] = useState(values[name] ?? '')
  const now = values[name] ?? ''
  useEffect(() => setText(now), [now])
  useEffect(() => {
    if (text.trim() === now) return
    const timer = setTimeout(() => set({ [name]: text.trim() }), 500)
    return () => clearTimeout(timer)
  })
  return (
    <Input.Search
      className="whole"
      allowClear
      aria-label={placeholder}
      placeholder={placeholder}
      value={text}
      onChange={(e) => setText(e.target.value)}
      enterButton={<Button icon={<SearchOutlined aria-hidden />} aria-label="查找" />}
      onSearch={(v) => set({ [name]: v.trim() })}
      style={{ width: 250 }}
    />
  )
}

/** One choice out of a table of words. */
export function PickOne({
  name,
  label,
  words,
}: {
  name: string
  label: string
  words: Readonly<Record<string, string>>
}) {
  const [values, set] = useFilters()
  return (
    <Select
      allowClear
      aria-label={label}
      placeholder={label}
      value={values[name]}
      onChange={(v?: string) => set({ [name]: v })}
      options={Object.entries(words).map(([value, text]) => ({ value, label: text }))}
      style={{ minWidth: 128 }}
      popupMatchSelectWidth={false}
    />
  )
}

/** A business day, yyyy-mm-dd. */
export function PickDay({ name, label }: { name: string; label: string }) {
  const [values, set] = useFilters()
  const value = values[name]
  return (
    <DatePicker
      aria-label={label}
      placeholder={label}
      value={value ? dayjs(value) : null}
      // As wide as the words that say which day is meant.
      style={{ width: `max(138px, ${label.length + 4}em)` }}
      onChange={(d) => set({ [name]: d ? d.format('YYYY-MM-DD') : undefined })}
    />
  )
}

export function ClearFilters({ names }: { names: readonly string[] }) {
  const [values, set] = useFilters()
  if (!names.some((n) => values[n])) return null
  return (
    <Button
      type="link"
      size="small"
      onClick={() => set(Object.fromEntries(names.map((n) => [n, undefined])))}
    >
      清除筛选
    </Button>
  )
}
