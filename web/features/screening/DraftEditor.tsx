import { Alert, Button } from 'antd'
import { useEffect, useState } from 'react'
import { faultsOf, freshComparison } from '#contract/screening/edit.ts'
import type { Rule } from '#contract/screening/rules.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { newKey } from '../../ui/newKey.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemAlert } from '../../ui/ProblemAlert.tsx'
import { useLeaveGuard } from '../../ui/useLeaveGuard.ts'
import { useSay } from '../../ui/useSay.ts'
import { whenText } from '../../ui/When.tsx'
import { DraftWords } from './DraftWords.tsx'
import { moved } from './PartButtons.tsx'
import { RuleEditor } from './RuleEditor.tsx'
import { TryDraft } from './TryDraft.tsx'
import { type DraftInput, type RuleSet, rulesOf, useEditRules } from './useScreening.ts'
import { useUndo } from './useUndo.ts'

/** Writes at a draft: rules added, changed, ordered, taken out; every step can be taken back until it is saved, and after. */
export function DraftEditor({ draft, against }: { draft: RuleSet; against: RuleSet | undefined }) {
  const [base, setBase] = useState(draft)
  const first = inputOf(base)
  const { value, set, undo, redo, canUndo, canRedo } = useUndo(first)
  const [added, setAdded] = useState<string | null>(null)
  const save = useSave(base, setBase)
  const inForce = against ? rulesOf(against) : []
  const changed = JSON.stringify(value) !== JSON.stringify(first)
  const wrong = faultOfDraft(value)
  useLeaveGuard(changed && !save.busy, '改动还没有保存，离开后会丢失。')
  useSaveKey(() => (changed && wrong === null ? save.send(value) : undefined))
  const change = (rules: Rule[], about?: string) => set({ ...value, rules }, about)
  const add = () => {
    const rule = freshRule([...value.rules, ...inForce])
    setAdded(rule.key)
    change([...value.rules, rule])
  }
  return (
    <>
      <PageTitle
        title={`规则草稿：第 ${draft.version} 版`}
        note={`${draft.makers.join('、')} 起草${draft.editedAt ? `，${whenText(draft.editedAt)} 改过` : ''}`}
      >
        <Button disabled={!canUndo} onClick={undo} title="Ctrl+Z">
          撤销
        </Button>
        <Button disabled={!canRedo} onClick={redo} title="Ctrl+Y">
          重做
        </Button>
        {against ? (
          <LinkButton to="/screening/compare" search={{ before: against.id, after: draft.id }}>
            与现行对照
          </LinkButton>
        ) : null}
        <TryDraft draft={draft} blocked={changed ? '先保存，再试算' : null} />
        <Button
          type="primary"
          loading={save.busy}
          disabled={!changed || wrong !== null}
          onClick={() => save.send(value)}
          title="Ctrl+S"
        >
          保存草稿
        </Button>
      </PageTitle>
      <ProblemAlert error={save.error} />
      {draft.revision > base.revision && !save.busy ? (
        <Overtaken
          by={draft}
          onLoad={() => {
            setBase(draft)
            set(inputOf(draft))
          }}
        />
      ) : null}
      {wrong ? (
        <p role="alert" style={{ margin: 0, color: 'var(--bad)' }}>
          还不能保存：{wrong}
        </p>
      ) : null}
      <DraftWords value={value} onChange={set} />
      {value.rules.map((rule, i) => (
        <RuleEditor
          key={rule.key}
          rule={rule}
          before={inForce.find((r) => r.key === rule.key)}
          at={i}
          of={value.rules.length}
          open={rule.key === added}
          onChange={(next, about) =>
            change(
              value.rules.map((r, j) => (j === i ? next : r)),
              about,
            )
          }
          onMove={(to) => change(moved(value.rules, i, to))}
          onRemove={() => change(value.rules.filter((_, j) => j !== i))}
        />
      ))}
      <div className="row">
        <Button type="dashed" disabled={value.rules.length >= 40} onClick={add}>
          ＋ 加一条规则
        </Button>
        <span className="muted">保存后不会立即生效：先试算，再由没有动过这份草稿的人发布</span>
      </div>
    </>
  )
}

const inputOf = (draft: RuleSet): DraftInput => ({
  name: draft.name,
  note: draft.note ?? '',
  rules: rulesOf(draft),
})

/** Somebody else has saved in the meantime: nothing of theirs is written over unseen. */
function Overtaken({ by, onLoad }: { by: RuleSet; onLoad: () => void }) {
  return (
    <Alert
      type="warning"
      showIcon
      title={`这份草稿${by.editedAt ? `于 ${whenText(by.editedAt)} ` : ''}被别人改过`}
      description="在旧稿上的改动不能保存。载入新稿后，可用“撤销”找回自己写的再对照着改。"
      action={
        <Button size="small" onClick={onLoad}>
          载入新稿
        </Button>
      }
    />
  )
}

function useSave(draft: RuleSet, onSaved: (made: RuleSet) => void) {
  const edit = useEditRules(draft.id)
  const say = useSay()
  const [key, setKey] = useState(newKey)
  const send = (value: DraftInput) => {
    if (edit.isPending) return
    edit.mutate(
      { ...value, name: value.name.trim(), note: value.note.trim(), revision: draft.revision, key },
      {
        onSuccess: (made) => {
          onSaved(made)
          say.done('草稿已保存')
        },
        onSettled: () => setKey(newKey()),
      },
    )
  }
  return { send, busy: edit.isPending, error: edit.error }
}

/** Ctrl+S saves, as hands expect. */
function useSaveKey(save: () => void): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.key.toLowerCase() !== 's') return
      e.preventDefault()
      save()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}

function faultOfDraft({ name, rules }: DraftInput): string | null {
  if (name.trim().length < 2) return '名称至少 2 个字'
  if (rules.length === 0) return '至少要有一条规则'
  for (const [i, rule] of rules.entries()) {
    const [fault] = faultsOf(rule)
    if (fault) return `第 ${i + 1} 条“${rule.label.trim()}”：${fault}`
  }
  return null
}

/** A rule nobody has used the key of, so that versions tell it from the others. */
function freshRule(taken: readonly Rule[]): Rule {
  const keys = new Set(taken.map((r) => r.key))
  let n = 1
  while (keys.has(`rule${n}`)) n += 1
  return {
    key: `rule${n}`,
    label: '',
    why: '',
    effect: { exclude: true },
    when: { all: [freshComparison('registrationStatus')] },
  }
}
