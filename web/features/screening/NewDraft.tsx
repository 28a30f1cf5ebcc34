import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { newKey } from '../../ui/newKey.ts'
import { useSay } from '../../ui/useSay.ts'
import { type RuleSet, rulesOf, useDraftRules } from './useScreening.ts'

/** Starts the next version as a copy of the one in force, and opens it. */
export function NewDraft({ from }: { from: RuleSet }) {
  const draft = useDraftRules()
  const navigate = useNavigate()
  const say = useSay()
  const [key, setKey] = useState(newKey)
  const start = () =>
    draft.mutate(
      { name: from.name, rules: rulesOf(from), key },
      {
        onSuccess: (made) =>
          void navigate({ to: '/screening/drafts/$ruleSetId', params: { ruleSetId: made.id } }),
        onError: (error) => {
          setKey(newKey())
          say.problem(error)
        },
      },
    )
  return (
    <Button loading={draft.isPending} onClick={start}>
      起草新版规则
    </Button>
  )
}
