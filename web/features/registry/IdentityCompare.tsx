import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { Loaded } from '../../ui/Loaded.tsx'
import { newKey } from '../../ui/newKey.ts'
import { Section } from '../../ui/Section.tsx'
import { useSay } from '../../ui/useSay.ts'
import { Differing } from './Differing.tsx'
import { isTyping } from './isTyping.ts'
import { Masked } from './Masked.tsx'
import {
  type Decision,
  type IdentityCase,
  type IdentityOption,
  useDecide,
  useIdentityCase,
} from './useIdentity.ts'
import type { RevealField } from './useRegistry.ts'

const lines = [
  ['name', '名称'],
  ['uscc', '统一社会信用代码'],
  ['regNo', '旧号'],
  ['legalRep', '法定代表人、经营者'],
  ['phone', '联系电话'],
  ['address', '地址'],
] as const

const isPersonal = (key: string): key is RevealField => ['legalRep', 'phone', 'address'].includes(key)

/** One row beside its candidates: what differs stands out, and each point is read out. */
export function IdentityCompare({ caseId, ...on }: { caseId: string } & On) {
  const query = useIdentityCase(caseId)
  return <Loaded query={query}>{(c) => <Compared c={c} {...on} />}</Loaded>
}

interface On {
  /** The row as it stands after the decision. */
  onDecided: (decided: IdentityCase) => void
  /** The key that takes back, where nothing of the row shown is to be taken back. */
  onUndoLast: () => void
}

const said: Readonly<Record<Decision['action'], string>> = {
  link: '已认定',
  merge: '已并户',
  notSame: '已记下：都不是，下次不再问',
  later: '留待以后，可在状态“以后再看”里找到',
  undo: '已撤销，两边都恢复原样',
}

interface Keys {
  choose: (n: number) => void
  none: () => void
  undo: () => void
}

/** The queue is worked by single keys, wherever the eye is on the page. */
function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (isTyping(e)) return
      if (/^[1-5]$/.test(e.key)) latest.current.choose(Number(e.key))
      if (e.key === 'n') latest.current.none()
      if (e.key === 'z') latest.current.undo()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function Compared({ c, onDecided, onUndoLast }: { c: IdentityCase } & On) {
  const decide = useDecide(c.id)
  const say = useSay()
  const may = new Set(c.actions.map((a) => a.action))
  const send = (body: Decision) => {
    if (decide.isPending || !may.has(body.action)) return
    decide.mutate(
      { body, key: newKey() },
      {
        onSuccess: (decided) => {
          const proposed = body.action === 'link' && c.kind === 'registration'
          say.done(proposed ? '已提出并户，待另一人确认' : said[body.action])
          if (body.action !== 'undo') onDecided(decided)
        },
        onError: say.problem,
      },
    )
  }
  const link = (o: IdentityOption | undefined) =>
    o && send({ action: 'link', version: c.version, entityId: o.entityId })
  const undo = () => {
    // What is being decided just now is the last decision, and not known yet: the one before must not be taken for it.
    if (decide.isPending) return
    if (may.has('undo')) send({ action: 'undo', version: c.version })
    else onUndoLast()
  }
  useKeys({
    choose: (n) => link(c.options[n - 1]),
    none: () => send({ action: 'notSame', version: c.version }),
    undo,
  })
  return (
    <Section
      title={c.row.name}
      note={`${c.kindLabel}《${c.row.fileName}》${c.row.sheet ? `${c.row.sheet} ` : ''}第 ${c.row.rowNo} 行，数据日期 ${c.row.asOf}`}
      extra={c.actions
        .filter((a) => a.action !== 'link')
        .map((a) => (
          <Button
            key={a.action}
            type={a.action === 'merge' ? 'primary' : 'default'}
            disabled={decide.isPending}
            onClick={() => send({ action: a.action as 'later', version: c.version })}
          >
            {a.label}
          </Button>
        ))}
    >
      {c.linkedTo ? (
        <p>
          {c.state === 'proposed' ? '提出并入' : '认定为'}
          {c.entityId ? (
            <Link to="/entities/$entityId" params={{ entityId: c.entityId }}>
              {c.linkedTo}
            </Link>
          ) : null}
          {c.how === 'memory'
            ? '（按上次认定）'
            : c.how === 'score'
              ? `（按得分自动对上，${c.score} 分）`
              : ''}
          {c.decidedBy ? <span className="muted">　{c.decidedBy}</span> : null}
        </p>
      ) : null}
      <div className="identity-table">
        <table className="evidence">
          <caption className="hidden-text">这一行与候选主体逐项对照</caption>
          <thead>
            <tr>
              <th scope="col">项目</th>
              <th scope="col">这一行</th>
              {c.options.map((o, i) => (
                <th scope="col" key={o.entityId}>
                  <span className="row">
                    候选 {i + 1}
                    {may.has('link') ? (
                      <Button size="small" type="primary" disabled={decide.isPending} onClick={() => link(o)}>
                        就是这一户
                      </Button>
                    ) : null}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(([key, label]) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                <td>{c.row[key] ?? '—'}</td>
                {c.options.map((o) => (
                  <td key={o.entityId}>
                    {isPersonal(key) && o[key]?.includes('*') ? (
                      <Masked entityId={o.entityId} field={key} value={o[key]} />
                    ) : (
                      <Differing text={o[key]} from={c.row[key]} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">其他</th>
              <td>{c.row.values.map((v) => `${v.label}：${v.value}`).join('；') || '—'}</td>
              {c.options.map((o) => (
                <td key={o.entityId}>
                  {[o.kindLabel, o.statusLabel, o.place, o.foundedOn ? `${o.foundedOn} 成立` : null]
                    .filter((t) => t !== null)
                    .join('；')}
                </td>
              ))}
            </tr>
            <Points c={c} />
          </tbody>
        </table>
      </div>
    </Section>
  )
}

/** The total and what it is made of, with the reason of each weight for who asks. */
function Points({ c }: { c: IdentityCase }) {
  return (
    <tr>
      <th scope="row">得分</th>
      <td className="muted">逐项相加</td>
      {c.options.map((o) => (
        <td key={o.entityId}>
          <strong>{o.score} 分</strong>
          <ul className="points">
            {o.parts.map((p) => (
              <li key={p.label} title={p.reason} className={p.points < 0 ? 'against' : undefined}>
                {p.label} {p.points > 0 ? `+${p.points}` : p.points}
              </li>
            ))}
          </ul>
        </td>
      ))}
    </tr>
  )
}
