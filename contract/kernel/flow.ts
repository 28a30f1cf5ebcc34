/** A state machine as a table: action → from, to, by whom, which named facts must hold. */
export interface Transition<S extends string, R extends string, F extends string> {
  readonly from: readonly S[]
  /** Null: the status stays, something beside it is noted. */
  readonly to: S | null
  readonly by: readonly R[]
  readonly needs?: readonly F[]
  readonly label: string
  /** The screen asks for a reason before it sends the action, and the server insists on it. */
  readonly reason?: true
}

export interface Flow<
  S extends string = string,
  R extends string = string,
  F extends string = string,
  A extends string = string,
> {
  readonly name: string
  readonly label: string
  readonly initial: S
  /** Statuses a row may be opened in; the initial one where this is left out. */
  readonly opens?: readonly S[]
  readonly statuses: Readonly<Record<S, string>>
  /** Statuses in which nothing more is expected of anyone. */
  readonly closed: readonly S[]
  /** Each fact by name, with the sentence that tells the user what is missing. */
  readonly facts: Readonly<Record<F, string>>
  readonly actions: Readonly<Record<A, Transition<S, R, F>>>
}

export type Facts<F extends string> = Partial<Record<F, boolean>>

export type Refusal<F extends string = string> =
  | { code: 'wrong_status' }
  | { code: 'wrong_role' }
  | { code: 'missing_fact'; fact: F; message: string }

export function defineFlow<
  const S extends string,
  const R extends string,
  const F extends string,
  const A extends string,
>(flow: Flow<S, R, F, A>): Flow<S, R, F, A> {
  return flow
}

/** Why this action may not be taken now, or null. The server, the screens and the docs all ask here. */
export function refusal<S extends string, R extends string, F extends string, A extends string>(
  flow: Flow<S, R, F, A>,
  action: A,
  now: { status: S; role: R; facts: Facts<F> },
): Refusal<F> | null {
  const t = flow.actions[action]
  if (!t.from.includes(now.status)) return { code: 'wrong_status' }
  if (!t.by.includes(now.role)) return { code: 'wrong_role' }
  for (const fact of t.needs ?? []) {
    if (!now.facts[fact]) return { code: 'missing_fact', fact, message: flow.facts[fact] }
  }
  return null
}

export interface OfferedAction {
  action: string
  label: string
  /** Null: can be done now. Otherwise what is missing, in a sentence for the user. */
  blocked: string | null
  reason: boolean
}

/** The actions a role may see in a status; those blocked by a missing fact stay visible with the sentence. */
export function offeredActions<S extends string, R extends string, F extends string, A extends string>(
  flow: Flow<S, R, F, A>,
  now: { status: S; role: R; facts: Facts<F> },
): OfferedAction[] {
  const offered: OfferedAction[] = []
  for (const action of Object.keys(flow.actions) as A[]) {
    const no = refusal(flow, action, now)
    if (no && no.code !== 'missing_fact') continue
    const t = flow.actions[action]
    offered.push({ action, label: t.label, blocked: no ? no.message : null, reason: t.reason === true })
  }
  return offered
}

/** The statuses in which a row of this flow may begin. */
export function opensOf<S extends string>(flow: Pick<Flow<S>, 'initial' | 'opens'>): readonly S[] {
  return flow.opens ?? [flow.initial]
}

/** Mermaid text of the flow, for the generated page. */
export function toMermaid(flow: Flow): string {
  const lines = ['stateDiagram-v2', ...opensOf(flow).map((s) => `  [*] --> ${s}`)]
  for (const [status, label] of Object.entries(flow.statuses)) lines.push(`  ${status}: ${label}`)
  for (const t of Object.values(flow.actions)) {
    for (const from of t.from) lines.push(`  ${from} --> ${t.to ?? from}: ${t.label}`)
  }
  for (const status of flow.closed) lines.push(`  ${status} --> [*]`)
  return lines.join('\n')
}
