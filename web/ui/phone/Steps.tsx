/** Where one is on a short way: a bar for each step, its name beneath, the present one said aloud. */
export function Steps({ names, at }: { names: readonly string[]; at: number }) {
  return (
    <ol className="steps" aria-label={`第 ${at + 1} 步，共 ${names.length} 步`}>
      {names.map((name, i) => (
        <li key={name} className={i < at ? 'past' : ''} aria-current={i === at ? 'step' : undefined}>
          {name}
        </li>
      ))}
    </ol>
  )
}

/** A story in steps: what is done has a tick, what is to come a number. */
export function Ladder({ steps }: { steps: readonly { label: string; done: boolean; note?: string }[] }) {
  return (
    <ol className="ladder">
      {steps.map((s, i) => (
        <li key={s.label} className={s.done ? 'done' : ''}>
          <span className="dot" aria-hidden="true">
            {s.done ? '✓' : i + 1}
          </span>
          {s.label}
          <span className="unseen">{s.done ? '：已完成' : '：还没到'}</span>
          {s.note ? <p className="hint">{s.note}</p> : null}
        </li>
      ))}
    </ol>
  )
}

/** Names and values, one a row. */
export function Facts({ rows }: { rows: readonly (readonly [string, string | null | undefined | false])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) =>
        value ? (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  )
}
