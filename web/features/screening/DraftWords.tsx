import { Input } from 'antd'
import { useId } from 'react'
import { Section } from '../../ui/Section.tsx'
import type { DraftInput } from './useScreening.ts'

/** Name of the version, and what the second person is to know. */
export function DraftWords({
  value,
  onChange,
}: {
  value: DraftInput
  onChange: (value: DraftInput, about: string) => void
}) {
  const id = useId()
  return (
    <Section title="版本说明" note="给审看和发布的人">
      <div className="halves" style={{ gap: 12 }}>
        <div>
          <label htmlFor={`${id}-name`} className="muted small">
            名称
          </label>
          <Input
            id={`${id}-name`}
            value={value.name}
            maxLength={60}
            onChange={(e) => onChange({ ...value, name: e.target.value }, 'name')}
          />
        </div>
        <div>
          <label htmlFor={`${id}-note`} className="muted small">
            改了什么、为什么
          </label>
          <Input.TextArea
            id={`${id}-note`}
            rows={2}
            maxLength={300}
            value={value.note}
            onChange={(e) => onChange({ ...value, note: e.target.value }, 'note')}
          />
        </div>
      </div>
    </Section>
  )
}
