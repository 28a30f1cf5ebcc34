import { Button } from 'antd'
import { useState } from 'react'
import { useCan } from '../../shell/session.ts'
import { Blocked } from '../../ui/ActionBar.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { useSay } from '../../ui/useSay.ts'
import { whenText } from '../../ui/When.tsx'
import { RuleTable } from './RuleTable.tsx'
import { TryDraft } from './TryDraft.tsx'
import { type RuleSet, useDiscardRules, usePublishRules } from './useScreening.ts'

/** A draft beside the rules in force, for the second person who is to publish it. */
export function DraftReview({ draft, against }: { draft: RuleSet; against: RuleSet | undefined }) {
  const can = useCan()
  const say = useSay()
  const publish = usePublishRules()
  const discard = useDiscardRules(draft.id)
  const [open, setOpen] = useState<'publish' | 'discard' | null>(null)
  return (
    <Section
      title={
        <>
          待发布：第 {draft.version} 版 {draft.name} <StateTag tone="wait">草稿</StateTag>
        </>
      }
      note={`${draft.draftedBy} 于 ${whenText(draft.draftedAt)} 起草${draft.editedAt ? `，${whenText(draft.editedAt)} 改过` : ''}`}
      extra={
        <>
          {can('screening.draft') ? (
            <DraftButtons draft={draft} onDiscard={() => setOpen('discard')} />
          ) : null}
          {can('screening.publish') ? (
            draft.mine ? (
              <Blocked label="发布" why="您起草或改过这份草稿，须由另一人发布" />
            ) : (
              <Button type="primary" onClick={() => setOpen('publish')}>
                发布
              </Button>
            )
          ) : null}
        </>
      }
    >
      {draft.note ? <p style={{ marginTop: 0 }}>说明：{draft.note}</p> : null}
      <p className="muted" style={{ marginTop: 0 }}>
        须由没有起草也没有改过它的人发布；发布后现行版本随之停用，已做的筛查不受影响。
      </p>
      <RuleTable set={draft} against={against} />
      <FormDialog
        open={open === 'publish'}
        title={`发布第 ${draft.version} 版规则？`}
        okText="发布"
        onClose={() => setOpen(null)}
        onSubmit={async (_, key) => {
          await publish.mutateAsync({ ruleSetId: draft.id, revision: draft.revision, key })
          say.done(`第 ${draft.version} 版规则已发布，下次筛查起按它判断`)
        }}
      >
        <p style={{ marginTop: 0 }}>
          发布后不能再改，下次筛查起按它判断；现行的{against ? `第 ${against.version} 版` : '版本'}停用。
        </p>
        {draft.previewId ? null : (
          <p style={{ color: 'var(--wait)' }}>还没有试算过：建议先试算，看看谁会进入、谁会退出，再发布。</p>
        )}
      </FormDialog>
      <FormDialog
        open={open === 'discard'}
        title={`作废第 ${draft.version} 版草稿？`}
        okText="作废"
        danger
        onClose={() => setOpen(null)}
        onSubmit={async (_, key) => {
          await discard.mutateAsync({ revision: draft.revision, key })
          say.done(`第 ${draft.version} 版草稿已作废`)
        }}
      >
        <p style={{ marginTop: 0 }}>作废后不能找回；现行规则不受影响。</p>
      </FormDialog>
    </Section>
  )
}

function DraftButtons({ draft, onDiscard }: { draft: RuleSet; onDiscard: () => void }) {
  return (
    <>
      <Button danger type="text" onClick={onDiscard}>
        作废
      </Button>
      {draft.previewId ? (
        <LinkButton to="/screening/previews/$previewId" params={{ previewId: draft.previewId }}>
          看试算结果
        </LinkButton>
      ) : null}
      <TryDraft draft={draft} />
      <LinkButton to="/screening/drafts/$ruleSetId" params={{ ruleSetId: draft.id }}>
        修改
      </LinkButton>
    </>
  )
}
