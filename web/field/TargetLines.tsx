import { Link } from 'wouter'
import { entityKinds } from '#contract/registry/words.ts'
import { Icon } from '../ui/phone/Icon.tsx'
import { hourOf } from './time.ts'
import type { TargetLine } from './useField.ts'

const tones: Readonly<Record<TargetLine['status'], string>> = {
  listed: '',
  excluded: '',
  assigned: '',
  preContacted: 'accent',
  unreachable: 'red',
  noNeed: '',
  hasNeed: 'green',
  revisitDue: 'amber',
}

/** Rows under the name of their place, in the order in which they came. */
export function TargetLines({ rows }: { rows: readonly TargetLine[] }) {
  const groups: { place: string; rows: TargetLine[] }[] = []
  for (const row of rows) {
    const last = groups.at(-1)
    if (last?.place === row.place) last.rows.push(row)
    else groups.push({ place: row.place, rows: [row] })
  }
  return groups.map((g) => (
    <section key={g.rows[0]!.id} className="stack tight">
      <h2 className="group">{g.place}</h2>
      <ul className="list">
        {g.rows.map((t) => (
          <li key={t.id}>
            <Link className="line" href={`/targets/${t.id}`}>
              <span className="grow">
                <span className="strong">{t.name}</span>
                <span className="row small muted">
                  <span>第 {t.tier} 批</span>
                  <span>{entityKinds[t.kind]}</span>
                  <TargetTag status={t.status} label={t.statusLabel} />
                  {t.lease ? (
                    <span className={t.lease.mine ? 'tag accent' : 'tag amber'}>
                      {t.lease.mine ? '我' : t.lease.by} 已领取，至 {hourOf(t.lease.until)}
                    </span>
                  ) : null}
                  {t.visitedOn ? <span>{t.visitedOn.slice(5)} 走访过</span> : null}
                </span>
              </span>
              <span className="arrow">
                <Icon name="right" size={20} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  ))
}

/** The status of a target; most of a list to visit is simply assigned, which needs no mark. */
export function TargetTag({ status, label }: { status: TargetLine['status']; label: string }) {
  return status === 'assigned' ? null : <span className={`tag ${tones[status]}`}>{label}</span>
}
