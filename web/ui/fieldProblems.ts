import type { z } from 'zod'
import type { FieldError } from '#contract/kernel/problem.ts'
import { ApiProblem } from './apiProblem.ts'

export interface FieldProblem {
  name: (string | number)[]
  errors: string[]
}

/** The library's own sentences are English and speak of types: a field that is merely empty says so. */
function sentence(message: string): string {
  return /[\u4e00-\u9fff]/.test(message) ? message : '请填写此项'
}

const step = (part: PropertyKey) => (/^\d+$/.test(String(part)) ? Number(part) : String(part))

/** What a schema has against a form, by field. */
export function problemsOf(error: z.ZodError): FieldProblem[] {
  return gather(error.issues.map((i) => ({ name: i.path.map(step), message: sentence(i.message) })))
}

/** The fields a refusal of the server names in `details.fields`, as the form names them. */
export function fieldsNamedBy(problem: unknown): FieldProblem[] {
  if (!(problem instanceof ApiProblem)) return []
  const fields = (problem.details as { fields?: FieldError[] } | undefined)?.fields ?? []
  return gather(
    fields.map((f) => ({
      name: f.field
        .replace(/^body\.?/, '')
        .split('.')
        .map(step),
      message: sentence(f.message),
    })),
  )
}

function gather(all: { name: (string | number)[]; message: string }[]): FieldProblem[] {
  const byName = new Map<string, FieldProblem>()
  for (const { name, message } of all) {
    const key = name.join('.')
    const known = byName.get(key)
    if (known) known.errors.push(message)
    else byName.set(key, { name, errors: [message] })
  }
  return [...byName.values()]
}
