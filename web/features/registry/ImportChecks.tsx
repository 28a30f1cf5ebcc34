import { Alert } from 'antd'
import { importChecks } from '#contract/registry/words.ts'
import type { Preview } from './useRegistry.ts'

/** What speaks against the reading, before it counts. */
export function ImportChecks({ checks }: { checks: Preview['checks'] }) {
  if (checks.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={`入库前请核对 ${checks.length} 处`}
      description={
        <ul className="dots">
          {checks.map((c) => (
            <li key={`${c.code}-${c.field}`}>
              <b>{importChecks[c.code]}</b>：{c.message}
            </li>
          ))}
        </ul>
      }
    />
  )
}
