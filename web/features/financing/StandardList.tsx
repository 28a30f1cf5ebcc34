import { Button } from 'antd'
import { useState } from 'react'
import { findingResults } from '#contract/financing/words.ts'
import { dayText } from '../../ui/instant.ts'
import { Section } from '../../ui/Section.tsx'
import { StandardForm } from './StandardForm.tsx'
import type { Declaration } from './useFinancing.ts'
import './financing.css'

type Standard = Declaration['standards'][number]

const marks = {
  met: { mark: '✓', tone: 'good' },
  unmet: { mark: '✕', tone: 'bad' },
  insufficient: { mark: '？', tone: 'warn' },
} as const

/** A result with its sign and its word. */
export function ResultMark({ result }: { result: keyof typeof marks | null }) {
  if (result === null) return <span className="muted">未填写</span>
  return (
    <b className={marks[result].tone}>
      <span aria-hidden>{marks[result].mark}</span> {findingResults[result]}
    </b>
  )
}

/** 五项标准, one row each: what the facts suggest, what was concluded, and the form to conclude it. */
export function StandardList({ declaration: d, mayWrite }: { declaration: Declaration; mayWrite: boolean }) {
  const first = d.standards.find((s) => s.result === null)?.standard ?? null
  const [chosen, setOpen] = useState<number | null>()
  // Until something is opened or closed by hand, the first one without a conclusion stands open.
  const open = chosen === undefined && mayWrite ? first : (chosen ?? null)
  const [byHand, setByHand] = useState(false)
  const filled = d.standards.filter((s) => s.result !== null).length
  const next = (after: number) => {
    const left = d.standards.find((s) => s.result === null && s.standard !== after)
    setByHand(true)
    setOpen(left?.standard ?? null)
  }
  const toggle = (standard: number) => {
    setByHand(true)
    setOpen(open === standard ? null : standard)
  }
  return (
    <Section title="五项标准" id="standards" note={`已填 ${filled} 项，共 5 项`}>
      <ol className="plain-list">
        {d.standards.map((s) => (
          <li key={s.standard} className="standard">
            <StandardHead
              standard={s}
              mayWrite={mayWrite}
              open={open === s.standard}
              onToggle={() => toggle(s.standard)}
            />
            {mayWrite && open === s.standard ? (
              <StandardForm
                declarationId={d.id}
                standard={s}
                focus={byHand}
                onSaved={() => next(s.standard)}
              />
            ) : (
              <Conclusion standard={s} />
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}

function StandardHead(props: { standard: Standard; mayWrite: boolean; open: boolean; onToggle: () => void }) {
  const { standard: s } = props
  return (
    <div className="row" style={{ justifyContent: 'space-between' }}>
      <h3>
        {s.standard}. {s.label}
      </h3>
      <span className="row">
        <ResultMark result={s.result} />
        {props.mayWrite ? (
          <Button
            size="small"
            className="no-print"
            aria-expanded={props.open}
            aria-label={`${props.open ? '收起' : s.result ? '改判' : '填写'}：${s.label}`}
            onClick={props.onToggle}
          >
            {props.open ? '收起' : s.result ? '改判' : '填写'}
          </Button>
        ) : null}
      </span>
    </div>
  )
}

function Conclusion({ standard: s }: { standard: Standard }) {
  if (s.result === null)
    return s.suggestion.why ? (
      <p className="muted" style={{ margin: '4px 0 0' }}>
        按现有数据建议：{findingResults[s.suggestion.result]}，{s.suggestion.why}
      </p>
    ) : null
  return (
    <div style={{ marginTop: 4 }}>
      <div>{s.basis}</div>
      {s.overrideReason ? <div className="warn">特殊情况说明：{s.overrideReason}</div> : null}
      {s.evidence.length > 0 ? (
        <div className="muted">佐证：{s.evidence.map((e) => e.label).join('；')}</div>
      ) : null}
      <div className="muted small">
        {s.by} {s.at ? dayText(s.at) : ''}
      </div>
    </div>
  )
}
