import { Note } from './Note.tsx'

/** A part that could not be read: why, and the way to try again. */
export function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <Note kind="bad" title={error.message}>
      <button type="button" className="btn small" onClick={onRetry}>
        重试
      </button>
    </Note>
  )
}
