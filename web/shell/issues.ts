import type * as z from 'zod'
import type { FieldError } from '#contract/kernel/problem.ts'
import { ApiProblem } from '../ui/apiProblem.ts'

/** What is wrong with a form: field → one sentence. */
export type Issues = Readonly<Record<string, string>>

/**
 * A schema's complaints by field. The contract's own sentences are Chinese; where it has none the form says what it
 * wanted, from `words`.
 */
export function issuesOf(error: z.ZodError, words: Issues): Issues {
  const found: Record<string, string> = {}
  for (const issue of error.issues) {
    const field = issue.path.map(String).join('.')
    found[field] ??= sentence(issue.message, field, words)
  }
  return found
}

/** The same from a refusal of the server; empty where it was about something else. */
export function issuesOfProblem(error: unknown, words: Issues): Issues {
  if (!(error instanceof ApiProblem) || error.code !== 'bad_request') return {}
  const { fields } = (error.details ?? {}) as { fields?: FieldError[] }
  return Object.fromEntries(
    (fields ?? []).map((f) => {
      const field = f.field.replace(/^body\./, '')
      return [field, sentence(f.message, field, words)]
    }),
  )
}

function sentence(message: string, field: string, words: Issues): string {
  const [top = field] = field.split('.')
  return /[\u4e00-\u9fff]/.test(message) ? message : (words[field] ?? words[top] ?? '请检查这一项')
}
