import { Section } from '../../ui/Section.tsx'
import type { Entity } from './useRegistry.ts'

type Fact = Entity['facts'][number]

/** What each department says, with file, sheet, row and date; what no longer holds is folded away, never gone. */
export function EntityFacts({ facts }: { facts: readonly Fact[] }) {
  const kinds = [...new Set(facts.map((f) => f.kindLabel))]
  return (
    <Section title="各部门数据" note="每个值都注明出自哪份文件哪一行">
      {facts.length === 0 ? (
        <p className="muted" style={{ margin: 0 }}>
          还没有部门名单提到这一户。
        </p>
      ) : null}
      {kinds.map((kind) => {
        const now = facts.filter((f) => f.kindLabel === kind && f.current)
        const past = facts.filter((f) => f.kindLabel === kind && !f.current)
        return (
          <div key={kind}>
            <h3>{kind}</h3>
            {now.length === 0 ? <p className="muted">现在没有，只有以前的记录。</p> : null}
            {now.map((f) => (
              <FactLine key={f.id} fact={f} />
            ))}
            {past.length > 0 ? (
              <details>
                <summary className="muted">以前的或被替代的记录（{past.length} 条）</summary>
                {past.map((f) => (
                  <FactLine key={f.id} fact={f} />
                ))}
              </details>
            ) : null}
          </div>
        )
      })}
    </Section>
  )
}

function FactLine({ fact }: { fact: Fact }) {
  return (
    <div className="fact-line">
      <dl className="pairs">
        {fact.values.map((v) => (
          <div key={v.label}>
            <dt>{v.label}</dt>
            <dd>{v.value}</dd>
          </div>
        ))}
      </dl>
      <div className="muted small">
        {fact.fileName}
        {fact.sheet ? ` · ${fact.sheet}` : ''} · 第 {fact.rowNo} 行 · 数据日期 {fact.asOf}
      </div>
    </div>
  )
}
