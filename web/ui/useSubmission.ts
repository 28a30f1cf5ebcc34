import type { FormInstance } from 'antd'
import { useRef, useState } from 'react'
import type { z } from 'zod'
import { fieldsNamedBy, problemsOf } from './fieldProblems.ts'
import { newKey } from './newKey.ts'

export interface SubmissionOptions<V extends object, B> {
  form: FormInstance<V>
  /** The request out of what was typed. */
  toBody: (values: V) => B
  /** Says what is missing before anything is sent. */
  schema?: z.ZodType
  send: (body: B, key: string) => Promise<unknown>
  onDone?: () => void
}

/**
 * Sends a form once: a second click while the first is under way does nothing, and a repeated attempt after a lost
 * connection carries the same number, so that the server does the thing once. What was typed always stays.
 */
export function useSubmission<V extends object, B>(options: SubmissionOptions<V, B>) {
  const key = useRef(newKey())
  const busy = useRef(false)
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Error | null>(null)

  const showFields = (fields: ReturnType<typeof problemsOf>) => {
    const { form } = options
    form.setFields(fields.map((f) => ({ name: f.name as never, errors: f.errors })))
    const first = fields[0]
    if (first) form.scrollToField(first.name as never, { block: 'center', focus: true })
  }

  const submit = async () => {
    if (busy.current) return
    const { form, toBody, schema, send, onDone } = options
    form.setFields(form.getFieldsError().map((f) => ({ name: f.name as never, errors: [] })))
    const body = toBody(withoutEmpty(form.getFieldsValue(true) as V))
    const checked = schema?.safeParse(body)
    if (checked && !checked.success) {
      showFields(problemsOf(checked.error))
      return
    }
    busy.current = true
    setPending(true)
    setProblem(null)
    try {
      await send(body, key.current)
      key.current = newKey()
      onDone?.()
    } catch (error) {
      setProblem(error as Error)
      showFields(fieldsNamedBy(error))
    } finally {
      busy.current = false
      setPending(false)
    }
  }

  return { submit, pending, problem, clearProblem: () => setProblem(null) }
}

/** Fields left empty are absent, not empty text: an optional field may stay blank. */
function withoutEmpty<V extends object>(values: V): V {
  return Object.fromEntries(
    Object.entries(values).flatMap(([k, v]) => {
      const value: unknown = typeof v === 'string' ? v.trim() : v
      return value === '' || value === null || value === undefined ? [] : [[k, value]]
    }),
  ) as V
}
