import { Button } from 'antd'
import { useState } from 'react'
import { useCan, useSession } from '../../shell/session.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { useSay } from '../../ui/useSay.ts'
import { whenText } from '../../ui/When.tsx'
import { RuleTable } from './RuleTable.tsx'
import { type RuleSet, usePublishRules } from './useScreening.ts'

/** A draft beside the rules in force, for the second person who is to publish it. */
export function DraftReview({ draft, against }: { draft: RuleSet; against: RuleSet | undefined }) {
  const can = useCan()
  const say = useSay()
  const { data: session } = useSession()
  const publish = usePublishRules()
  const [open, setOpen] = useState(false)
  const own = session?.personName === draft.draftedBy
  return (
    <Section
      title={
        <>
          待发布：第 {draft.version} 版 {draft.name} <StateTag tone="wait">草稿</StateTag>
        </>
      }
      note={`${draft.draftedBy} 于 ${whenText(draft.draftedAt)} 起草`}
      extra={
        can('screening.publish') ? (
          <Button type={own ? 'default' : 'primary'} onClick={() => setOpen(true)}>
            发布
          </Button>
        ) : null
      }
    >
      {draft.note ? <p style={{ marginTop: 0 }}>说明：{draft.note}</p> : null}
      <p className="muted" style={{ marginTop: 0 }}>
        须由起草人以外的人发布；发布后现行版本随之停用，已做的筛查不受影响。
      </p>
      <RuleTable set={draft} against={against} />
      <FormDialog
        open={open}
        title={`发布第 ${draft.version} 版规则？`}
        okText="发布"
        onClose={() => setOpen(false)}
        onSubmit={async (_, key) => {
          await publish.mutateAsync({ ruleSetId: draft.id, key })
          say.done(`第 ${draft.version} 版规则已发布，下次筛查起按它判断`)
        }}
      >
        <p style={{ marginTop: 0 }}>
          发布后不能再改，下次筛查起按它判断；现行的{against ? `第 ${against.version} 版` : '版本'}停用。
        </p>
        {own ? (
          <p style={{ color: 'var(--wait)' }}>
            起草人也是“{draft.draftedBy}”：本人不能发布自己起草的规则，请换人发布。
          </p>
        ) : null}
      </FormDialog>
    </Section>
  )
}
