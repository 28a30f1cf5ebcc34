import type * as z from 'zod'
import type { ProblemBody } from '#contract/kernel/problem.ts'
import type { AnswerOf, RouteSpec, Routes } from '#contract/kernel/route.ts'
import { isUnsafe } from '#contract/kernel/route.ts'
import { ApiProblem } from '../ui/apiProblem.ts'
import { newKey } from '../ui/newKey.ts'

type Part<R extends RouteSpec, K extends 'params' | 'query' | 'body'> = R[K] extends z.ZodType
  ? { [P in K]: z.input<R[K]> }
  : unknown
export type CallInput<R extends RouteSpec> = Part<R, 'params'> &
  Part<R, 'query'> &
  Part<R, 'body'> &
  (R['input'] extends 'file' ? { file: Blob } : unknown) & {
    /** The number of this submission; keep it over retries so that a repeated click takes effect once. */
    key?: string
    signal?: AbortSignal
  }

/** A parsed answer; for a download the response itself, to be saved. */
export type CallAnswer<R extends RouteSpec> = R['response'] extends 'file' ? Response : AnswerOf<R>

export type Client<T extends Routes> = {
  [K in keyof T]: (input: CallInput<T[K]>) => Promise<CallAnswer<T[K]>>
}

/** Typed calls from the same route objects the server mounts; the answer is parsed by the route's own schema. */
export function createClient<const T extends Routes>(
  routes: T,
  onSignedOut: () => void = () => undefined,
): Client<T> {
  const calls = Object.entries(routes).map(([name, spec]) => [
    name,
    (input: Loose) => call(spec, input, onSignedOut),
  ])
  return Object.fromEntries(calls) as Client<T>
}

interface Loose {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  file?: Blob
  key?: string
  signal?: AbortSignal
}

async function call(spec: RouteSpec, input: Loose, onSignedOut: () => void): Promise<unknown> {
  const response = await send(spec, input)
  if (!response.ok) {
    const problem = await problemOf(response)
    if (problem.status === 401 && problem.code === 'unauthenticated') onSignedOut()
    throw problem
  }
  if (spec.response === 'file') return response
  return spec.response.parse(await response.json())
}

async function send(spec: RouteSpec, input: Loose): Promise<Response> {
  const headers: Record<string, string> = {}
  if (isUnsafe(spec)) headers['idempotency-key'] = input.key ?? newKey()
  if (input.file) headers['content-type'] = 'application/octet-stream'
  else if (isUnsafe(spec)) headers['content-type'] = 'application/json'
  try {
    return await fetch(urlOf(spec, input), {
      method: spec.method,
      headers,
      body: input.file ?? (isUnsafe(spec) ? JSON.stringify(input.body ?? {}) : undefined),
      credentials: 'same-origin',
      signal: input.signal,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem(0, {
      code: 'offline',
      message: '连不上服务器，请检查网络后重试；您填写的内容还在页面上',
      traceId: '',
    })
  }
}

export function urlOf(spec: RouteSpec, input: Pick<Loose, 'params' | 'query'>): string {
  const path = spec.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {}))
    if (value !== undefined && value !== null && value !== '')
      query.set(name, String(value as string | number))
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as ProblemBody | null
  return new ApiProblem(
    response.status,
    body?.code
      ? body
      : {
          code: 'internal',
          message: '服务器没有给出可读的回答，请稍后重试',
          traceId: response.headers.get('x-trace-id') ?? '',
        },
  )
}

/** Saves a download under the name the server gave it. */
export async function saveFile(response: Response): Promise<void> {
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name ? decodeURIComponent(name) : 'download'
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
