/** What may be written down of an unexpected error. */
export type Failure = {
  type: string
  code: string | undefined
  message: string
  stack: string
}

/**
 * An error without the values it was about: PostgreSQL puts whole rows into `detail` and `where`, and in class 22 the
 * refused value into the message itself. None of it belongs in a log or a job's record.
 */
export function withoutValues(error: unknown): Failure {
  const e = (error instanceof Error ? error : new Error(String(error))) as Error & { code?: string }
  return {
    type: e.name,
    code: e.code,
    message: /^22[0-9A-Z]{3}$/.test(e.code ?? '') ? `a value was refused (${e.code})` : e.message,
    stack: (e.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  }
}
