import { useState } from 'react'
import type { ImportKind } from '#contract/registry/words.ts'
import { type Asked, type SaidColumn, type Studio, type TextSaid, useTrial } from './useStudio.ts'

interface SheetDraft {
  headerRow?: number
  titleRows?: number
  columns?: SaidColumn[]
  leftOut?: boolean
}

/** What a clerk has said so far of how a file is read, and how it would be read that way. */
export function useDraft(batchId: string) {
  const [sheet, setSheet] = useState<number>()
  const [kind, setKind] = useState<ImportKind>()
  const [drafts, setDrafts] = useState<Readonly<Record<number, SheetDraft>>>({})
  const { leftOut: _, ...said } = sheet === undefined ? ({} as SheetDraft) : (drafts[sheet] ?? {})
  const [text, setText] = useState<TextSaid>()
  const asked: Asked = { sheet, kind, text, ...said }
  const trial = useTrial(batchId, asked)
  const at = trial.data
  const change = (part: SheetDraft) => {
    if (!at) return
    // From the first word on, all of the sheet counts as said: a later change of one thing leaves the others.
    setSheet(at.sheet)
    // What is shown may still be the answer to what was said before: a kind just chosen stays chosen.
    setKind(kind ?? at.kind)
    setDrafts({ ...drafts, [at.sheet]: { ...drafts[at.sheet], ...part } })
  }
  return {
    trial,
    leftOut: at !== undefined && drafts[at.sheet]?.leftOut === true,
    changed: Object.keys(drafts).length > 0 || kind !== undefined || text !== undefined,
    openSheet: (no: number) => setSheet(no),
    setKind: (to: ImportKind) => {
      setKind(to)
      setDrafts({})
    },
    /** Taken another way the rows are others: what was said of their columns goes. */
    setText: (part: Partial<TextSaid>) => {
      if (!at?.textGiven) return
      setText({ ...at.textGiven, ...text, ...part })
      setDrafts({})
    },
    setHeader: (headerRow: number, titleRows: number) => change({ headerRow, titleRows, columns: undefined }),
    setLeftOut: (leftOut: boolean) => change({ leftOut }),
    setColumn: (index: number, part: Partial<SaidColumn>) => {
      if (!at || at.headerRow === null) return
      const columns = withColumn(at, index, part)
      change({ headerRow: at.headerRow, titleRows: at.titleRows, columns })
    },
    mapping: () =>
      at && { kind: at.kind, text: text ?? at.textGiven ?? undefined, sheets: sheetsOf(at, drafts) },
  }
}

/** All columns of the sheet with one of them changed; a field given to it is taken from the one that had it. */
function withColumn(at: Studio, index: number, part: Partial<SaidColumn>): SaidColumn[] {
  return saidColumns(at).map((c) => {
    if (c.index === index) {
      const field = part.field === undefined ? c.field : part.field
      return { ...(field === c.field ? c : { ...c, unit: null, dateOrder: null }), ...part, field }
    }
    return part.field && c.field === part.field ? { ...c, field: null, unit: null, dateOrder: null } : c
  })
}

function saidColumns(at: Studio): SaidColumn[] {
  return at.columns.map((c) => ({
    index: c.index,
    field: c.field,
    unit: c.unitGiven,
    dateOrder: c.dateOrder,
  }))
}

/** The sheet that is shown, and what was said of others; a sheet nobody spoke of is read as it is recognised. */
function sheetsOf(at: Studio, drafts: Readonly<Record<number, SheetDraft>>) {
  const others = Object.entries(drafts).filter(([no]) => Number(no) !== at.sheet)
  const own = {
    sheet: at.sheet,
    headerRow: drafts[at.sheet]?.leftOut ? null : at.headerRow,
    titleRows: at.titleRows,
    columns: saidColumns(at).filter((c) => c.field !== null),
  }
  return [
    own,
    ...others
      .filter(([, d]) => d.leftOut || (d.columns && d.headerRow))
      .map(([no, d]) => ({
        sheet: Number(no),
        headerRow: d.leftOut ? null : d.headerRow!,
        titleRows: d.titleRows ?? 1,
        columns: (d.columns ?? []).filter((c) => c.field !== null),
      })),
  ]
}
