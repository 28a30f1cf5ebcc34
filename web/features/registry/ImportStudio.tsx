import { Alert, Button, Checkbox, Input, InputNumber, Select, Tabs } from 'antd'
import { useState } from 'react'
import { type ImportKind, importKinds } from '#contract/registry/words.ts'
import { newKey } from '../../ui/newKey.ts'
import { ProblemAlert } from '../../ui/ProblemAlert.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSay } from '../../ui/useSay.ts'
import { StudioColumns } from './StudioColumns.tsx'
import { StudioHead, StudioRows } from './StudioRows.tsx'
import { StudioText } from './StudioText.tsx'
import { useDraft } from './useDraft.ts'
import type { Batch } from './useRegistry.ts'
import { type Studio, useMapImport } from './useStudio.ts'

const kindOptions = Object.entries(importKinds).map(([value, label]) => ({ value, label }))

/** Where a clerk says how a file is read, and sees at once what its first rows become. */
export function ImportStudio({ batch, onClose }: { batch: Batch; onClose?: () => void }) {
  const draft = useDraft(batch.id)
  const { trial } = draft
  const at = trial.data
  return (
    <Section
      title="列对应"
      note="核对种类、表头和各列；改了马上照新的试读前几行，还没有入库"
      extra={
        onClose ? (
          <Button size="small" onClick={onClose}>
            收起
          </Button>
        ) : undefined
      }
    >
      <ProblemAlert error={trial.error} />
      {at ? (
        <div className="stack" aria-busy={trial.isFetching}>
          {at.sheets.length > 1 ? (
            <Tabs
              size="small"
              activeKey={String(at.sheet)}
              onChange={(no) => draft.openSheet(Number(no))}
              items={at.sheets.map((s) => ({
                key: String(s.sheet),
                label: `${s.name || `第 ${s.sheet} 张`}${s.recognised ? '' : '（未认出）'}`,
              }))}
            />
          ) : null}
          <Frame at={at} draft={draft} />
          <Garbled at={at} />
          <Codeless at={at} />
          {draft.leftOut ? null : (
            <>
              <StudioHead at={at} onPick={(row) => draft.setHeader(row, 1)} />
              <StudioColumns at={at} onChange={draft.setColumn} />
              <Missing at={at} />
              <StudioRows at={at} />
            </>
          )}
          <Start batch={batch} draft={draft} at={at} onDone={onClose} />
        </div>
      ) : trial.error ? null : (
        <p className="muted">正在打开…</p>
      )}
    </Section>
  )
}

type Draft = ReturnType<typeof useDraft>

/** Kind, header row, and how the text was taken. */
function Frame({ at, draft }: { at: Studio; draft: Draft }) {
  const setHeader = (row: number | null, rows: number) => (row ? draft.setHeader(row, rows) : undefined)
  return (
    <div className="row" style={{ gap: 12, flexWrap: 'wrap' }}>
      <span className="row" style={{ gap: 6 }}>
        名单种类
        <Select<ImportKind>
          aria-label="名单种类"
          value={at.kind}
          options={kindOptions as { value: ImportKind; label: string }[]}
          onChange={draft.setKind}
          style={{ width: 180 }}
          popupMatchSelectWidth={false}
        />
      </span>
      <span className="row" style={{ gap: 6 }}>
        表头在第
        <InputNumber
          aria-label="表头行"
          min={1}
          value={at.headerRow}
          disabled={draft.leftOut}
          onChange={(row) => setHeader(row, at.titleRows)}
          style={{ width: 72 }}
        />
        行，共占
        <Select<number>
          aria-label="表头占几行"
          value={at.titleRows}
          disabled={draft.leftOut}
          options={[1, 2, 3].map((n) => ({ value: n, label: `${n} 行` }))}
          onChange={(rows) => setHeader(at.headerRow, rows)}
          style={{ width: 76 }}
        />
      </span>
      {at.sheets.length > 1 ? (
        <Checkbox checked={draft.leftOut} onChange={(e) => draft.setLeftOut(e.target.checked)}>
          这张表不导入
        </Checkbox>
      ) : null}
      <StudioText at={at} onChange={draft.setText} />
      {at.profile ? <span className="muted small">用了存下的方案「{at.profile.name}」</span> : null}
    </div>
  )
}

function Garbled({ at }: { at: Studio }) {
  if (!at.garbled) return null
  return (
    <Alert
      type="warning"
      showIcon
      title="按这种编码有读不出的字"
      description="请另选编码，直到下面的名称、地址都读得通；乱码的文件不能入库。"
    />
  )
}

function Codeless({ at }: { at: Studio }) {
  if (!at.codeless || at.missing.length > 0) return null
  return (
    <Alert
      type="info"
      showIcon
      title="这份名单没有代码，将按名称、地址、负责人比对"
      description="个体工商户、合作社、农户可以这样收；企业须有代码，没有的行会退回。表里若有代码列，请在下面给它指定“统一社会信用代码”。"
    />
  )
}

function Missing({ at }: { at: Studio }) {
  if (at.missing.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={`作为「${importKinds[at.kind]}」还缺：${at.missing.join('、')}`}
      description="在上面给它们指定列；如果表里没有，请改选名单种类，或请报送单位补上。"
    />
  )
}

/** Starts the reading, and keeps the way for the next file under the same header. */
function Start({
  batch,
  draft,
  at,
  onDone,
}: {
  batch: Batch
  draft: Draft
  at: Studio
  onDone?: () => void
}) {
  const say = useSay()
  const map = useMapImport(batch.id)
  const [save, setSave] = useState(batch.state === 'unmapped')
  const [name, setName] = useState(`${batch.fileName.replace(/\.\w+$/, '')}`.slice(0, 40))
  const start = () => {
    const mapping = draft.mapping()
    if (!mapping) return
    map
      .mutateAsync({ mapping, saveAs: save && name.trim() ? name.trim() : undefined, key: newKey() })
      .then(() => {
        say.done('已按这样的对应开始读取')
        onDone?.()
      })
      .catch(() => undefined)
  }
  const ready = draft.leftOut || (at.missing.length === 0 && !at.garbled && !draft.trial.isFetching)
  return (
    <>
      <ProblemAlert error={map.error} />
      <div className="row" style={{ gap: 12, flexWrap: 'wrap' }}>
        <Button type="primary" disabled={!ready} loading={map.isPending} onClick={start}>
          {batch.state === 'unmapped' ? '开始读取' : '按此重新读取'}
        </Button>
        <Checkbox checked={save} onChange={(e) => setSave(e.target.checked)}>
          存为方案，下次同样的表头自己用上
        </Checkbox>
        {save ? (
          <Input
            aria-label="方案名称"
            value={name}
            maxLength={40}
            onChange={(e) => setName(e.target.value)}
            style={{ width: 240 }}
          />
        ) : null}
      </div>
    </>
  )
}
