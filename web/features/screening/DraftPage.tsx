import { useParams } from '@tanstack/react-router'
import { BackLink } from '../../ui/BackLink.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Standstill } from '../../ui/Standstill.tsx'
import { DraftEditor } from './DraftEditor.tsx'
import { useRuleSets } from './useScreening.ts'

/** A draft of the rules, kept on the server while it is written at. */
export function DraftPage() {
  const { ruleSetId } = useParams({ strict: false }) as { ruleSetId: string }
  const sets = useRuleSets()
  return (
    <div className="stack">
      <BackLink to="/screening" label="筛查" />
      <Loaded query={sets}>
        {(all) => {
          const draft = all.find((s) => s.id === ruleSetId)
          return draft?.state === 'draft' ? (
            <DraftEditor key={draft.id} draft={draft} against={all.find((s) => s.state === 'published')} />
          ) : (
            <Standstill
              title={draft ? `第 ${draft.version} 版已经发布，不能再改` : '没有这份草稿，可能已经作废'}
              extra={<LinkButton to="/screening">回到筛查</LinkButton>}
            />
          )
        }}
      </Loaded>
    </div>
  )
}
