import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { newKey } from '../../ui/newKey.ts'
import { useSay } from '../../ui/useSay.ts'
import { usePreviewRules } from './usePreview.ts'
import type { RuleSet } from './useScreening.ts'

/** Tries a saved draft and goes to what it would do. */
export function TryDraft({ draft, blocked }: { draft: RuleSet; blocked?: string | null }) {
  const start = usePreviewRules()
  const navigate = useNavigate()
  const say = useSay()
  const [key, setKey] = useState(newKey)
  const send = () =>
    start.mutate(
      { ruleSetId: draft.id, key },
      {
        onSuccess: (made) =>
          void navigate({ to: '/screening/previews/$previewId', params: { previewId: made.id } }),
        onError: (error) => {
          setKey(newKey())
          say.problem(error)
        },
      },
    )
  return (
    <Button
      loading={start.isPending}
      disabled={Boolean(blocked)}
      title={blocked ?? '看看谁会进入、谁会退出，不改动任何结论'}
      onClick={send}
    >
      试算
    </Button>
  )
}
