import { Select } from 'antd'
import {
  type TextDelimiter,
  type TextEncodingKey,
  textDelimiters,
  textEncodings,
} from '#contract/registry/words.ts'
import type { Studio, TextSaid } from './useStudio.ts'

/** How a text file is taken: what was found out, and what somebody says instead. Nothing for a workbook. */
export function StudioText({ at, onChange }: { at: Studio; onChange: (part: Partial<TextSaid>) => void }) {
  if (!at.textGiven) return null
  const { encoding, delimiter } = at.textGiven
  return (
    <>
      <span className="row" style={{ gap: 6 }}>
        编码
        <Select<TextEncodingKey | 'auto'>
          aria-label="编码"
          value={encoding ?? 'auto'}
          options={choices(textEncodings, encoding === null ? at.encoding : null)}
          onChange={(to) => onChange({ encoding: to === 'auto' ? null : to })}
          style={{ width: 200 }}
        />
      </span>
      <span className="row" style={{ gap: 6 }}>
        分隔符
        <Select<TextDelimiter | 'auto'>
          aria-label="分隔符"
          value={delimiter ?? 'auto'}
          options={choices(textDelimiters, delimiter === null ? at.delimiter : null)}
          onChange={(to) => onChange({ delimiter: to === 'auto' ? null : to })}
          style={{ width: 140 }}
        />
      </span>
    </>
  )
}

function choices<K extends string>(words: Readonly<Record<K, string>>, found: string | null) {
  const auto = found === null ? '自动' : `自动（${words[found as K] ?? found}）`
  return [
    { value: 'auto' as const, label: auto },
    ...Object.entries<string>(words).map(([value, label]) => ({ value: value as K, label })),
  ]
}
