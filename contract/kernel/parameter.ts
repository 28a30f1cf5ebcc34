import type * as z from 'zod'

/**
 * Every rule that differs by place: key, what it may be, default, and why the default is what it is.
 * Changing one never needs a release.
 */
export interface ParameterSpec<T> {
  label: string
  schema: z.ZodType<T>
  default: T
  why: string
  /** The choices in words, where the value is one of a few. */
  words?: Readonly<Record<string, string>>
  /** What the number counts. */
  unit?: string
}

/** Keeps the type of the value beside its schema. */
export function parameter<T>(spec: ParameterSpec<T>): ParameterSpec<T> {
  return spec
}
