import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { identityHow, identityStates } from '#contract/registry/identity.ts'
import { importKinds } from '#contract/registry/words.ts'
import { ClearFilters, PickOne, useFilters } from '../../ui/Filters.tsx'
import { newKey } from '../../ui/newKey.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Standstill } from '../../ui/Standstill.tsx'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import { usePrinting } from '../../ui/usePrinting.ts'
import { useSay } from '../../ui/useSay.ts'
import './identity.css'
import { IdentityCompare } from './IdentityCompare.tsx'
import { IdentityPrint } from './IdentityPrint.tsx'
import { isTyping } from './isTyping.ts'
import {
  type IdentityCase,
  type IdentityRow,
  saveIdentityCases,
  useDecide,
  useIdentityCases,
} from './useIdentity.ts'

const tones: Readonly<Record<IdentityRow['state'], Tone>> = {
  open: 'wait',
  later: 'off',
  proposed: 'busy',
  linked: 'go',
  notSame: 'off',
  settled: 'off',
}

/** Rows without a code, one after the other: the queue on the left, the comparison on the right, decided by single keys. */
export function IdentityPage() {
  const [filters] = useFilters()
  const pages = useIdentityCases(filters)
  const say = useSay()
  const printing = usePrinting()
  const [chosen, choose] = useState<string | null>(null)
  const [last, setLast] = useState<IdentityCase | null>(null)
  const undo = useDecide(last?.id ?? '')
  const undoLast = () => {
    if (!last) return say.sorry('这次打开以来还没有认定过；更早的在状态“已认定”里找到后撤销')
    if (undo.isPending) return
    undo.mutate(
      { body: { action: 'undo', version: last.version }, key: newKey() },
      {
        onSuccess: () => {
          say.done(`已撤销上一件：${last.row.name}`)
          choose(last.id)
          setLast(null)
        },
        onError: say.problem,
      },
    )
  }
  const { rows } = pages
  const at = Math.max(
    0,
    rows.findIndex((r) => r.id === chosen),
  )
  const current = rows.find((r) => r.id === chosen) ?? rows[0]
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (isTyping(e) || (e.key !== 'j' && e.key !== 'k')) return
      const next = rows[e.key === 'j' ? at + 1 : at - 1]
      if (next) choose(next.id)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [rows, at])
  return (
    <div className="stack">
      <PageTitle title="待认定">
        <Button onClick={() => void saveIdentityCases(filters).catch(say.problem)}>导出 Excel</Button>
        <Button onClick={() => window.print()}>打印</Button>
      </PageTitle>
      <p className="muted identity-keys no-print">
        名单里没有正确代码的行，与登记的主体逐项对照；认定过的，下次同样的行照此办理。
        {/* A phone has no keys; the buttons do the same. */}
        <span className="wide-only">
          按键：<kbd>1</kbd>–<kbd>5</kbd> 选定一户，<kbd>n</kbd> 都不是，<kbd>z</kbd> 撤销上一件，<kbd>j</kbd>
          、<kbd>k</kbd> 下一件、上一件。
        </span>
      </p>
      {printing && rows.length > 0 ? <IdentityPrint rows={rows} more={pages.hasNextPage} /> : null}
      <div className="filters no-print">
        <PickOne name="state" label="状态（默认待认定）" words={identityStates} />
        <PickOne name="kind" label="名单种类" words={importKinds} />
        <ClearFilters names={['state', 'kind']} />
      </div>
      {rows.length === 0 && !pages.isLoading ? (
        <Standstill
          title={filters.state || filters.kind ? '没有符合筛选的行' : '没有待认定的行'}
          text="名单入库后，没有代码又不能自动对上的行会出现在这里；自动对上的可在状态“已认定”里抽查、撤销"
        />
      ) : (
        <div className="identity no-print">
          <nav aria-label="待认定的行">
            <ul>
              {rows.map((r) => (
                <li key={r.id}>
                  <button type="button" aria-current={r.id === current?.id} onClick={() => choose(r.id)}>
                    <strong>{r.name}</strong>
                    <span className="muted small">
                      {r.kindLabel} · {r.kind === 'registration' ? r.place : `首个候选在${r.place}`} ·{' '}
                      {r.how === 'memory' ? '' : `${r.score} 分`}
                    </span>
                    {r.state === 'open' ? null : (
                      <StateTag tone={tones[r.state]}>
                        {r.how && r.state === 'linked' ? identityHow[r.how] : identityStates[r.state]}
                      </StateTag>
                    )}
                  </button>
                </li>
              ))}
            </ul>
            {pages.hasNextPage ? (
              <Button block onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
                再看一些
              </Button>
            ) : null}
          </nav>
          {current ? (
            <IdentityCompare
              key={current.id}
              caseId={current.id}
              onDecided={(decided) => {
                setLast(decided)
                choose(rows[at + 1]?.id ?? current.id)
              }}
              onUndoLast={undoLast}
            />
          ) : null}
        </div>
      )}
    </div>
  )
}
