import { type BankCaseStatus, bankCaseFlow, workingStatuses } from '#contract/financing/bank-case.flow.ts'
import { businessDay } from '#contract/kernel/deadline.ts'
import { record } from '#kernel/actions.ts'
import { systemActor } from '#kernel/actor.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { clockAt } from './deadline.ts'
import { findConsent, type LockedDeclaration } from './declaration.lock.ts'
import { moveDeclaration } from './declaration.move.ts'

/** What a bank case needs to be moved; read under a lock. */
export interface LockedCase {
  id: string
  declarationId: string
  entityId: string
  division: string
  bankId: string
  branchId: string
  part: string
  status: BankCaseStatus
  version: number
  pushedAt: Date | null
}

type CaseAction = keyof typeof bankCaseFlow.actions

/** Writes a checked transition of a bank case. A closing step ends the bank's sight of it in the same moment. */
export async function moveCase(
  ctx: Ctx,
  c: LockedCase,
  action: CaseAction,
  set: Record<string, unknown> = {},
  details: Record<string, unknown> = {},
): Promise<void> {
  const to = bankCaseFlow.actions[action].to ?? c.status
  const gone = to === 'refused' || to === 'enterpriseDeclined' || to === 'recalled'
  await asSystem(ctx, async (trx) => {
    await trx
      .updateTable('bankCase')
      .set((e) => ({
        status: to,
        version: e('version', '+', 1),
        ...(gone ? { assignedTo: ctx.now } : {}),
        ...set,
      }))
      .where('id', '=', c.id)
      .execute()
    await record(ctx, {
      flow: 'bank_case',
      subjectId: c.id,
      action,
      from: c.status,
      to,
      entityId: c.entityId,
      division: c.division,
      bankId: c.bankId,
      details: { ...details, declarationId: c.declarationId },
    })
  })
  c.status = to
  c.version += 1
}

/** Opens the case of one part at a branch, waiting to be pushed. */
export async function openCase(
  ctx: Ctx,
  d: LockedDeclaration,
  part: 'main' | 'backup',
  branchId: string,
): Promise<LockedCase> {
  return asSystem(ctx, async (trx) => {
    const branch = await trx
      .selectFrom('org')
      .select('bankId')
      .where('id', '=', branchId)
      .executeTakeFirstOrThrow()
    const { id } = await trx
      .insertInto('bankCase')
      .values({
        declarationId: d.id,
        entityId: d.entityId,
        division: d.division,
        bankId: branch.bankId!,
        branchId,
        part,
        status: 'queued',
        assignedFrom: ctx.now,
        queuedAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'bank_case',
      subjectId: id,
      action: 'open',
      to: 'queued',
      entityId: d.entityId,
      division: d.division,
      bankId: branch.bankId,
      details: { part, declarationId: d.id },
    })
    return {
      id,
      declarationId: d.id,
      entityId: d.entityId,
      division: d.division,
      bankId: branch.bankId!,
      branchId,
      part,
      status: 'queued',
      version: 1,
      pushedAt: null,
    }
  })
}

/** What of the firm goes to the bank, as the consent names it. */
const providedFields = ['名称', '统一社会信用代码', '联系人', '联系电话', '融资需求', '五项标准结论']

/** Pushes a queued case: the consent it rests on is written beside what was provided (INV-13). */
export async function pushCase(ctx: Ctx, c: LockedCase, consentId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const clock = await clockAt(ctx, 'pushed', ctx.today)
    await trx
      .insertInto('provision')
      .values({
        declarationId: c.declarationId,
        bankCaseId: c.id,
        division: c.division,
        bankId: c.bankId,
        consentId,
        fields: providedFields,
        providedAt: ctx.now,
      })
      .execute()
    await moveCase(ctx, c, 'push', { pushedAt: ctx.now, ...clock })
  })
}

/** Moves the clock when a status starts it. */
export async function clockFor(
  ctx: Ctx,
  c: LockedCase,
  reached: BankCaseStatus,
): Promise<Record<string, unknown>> {
  return { ...(await clockAt(ctx, reached, businessDay(c.pushedAt ?? ctx.now))) }
}

/**
 * After a refusal, a decline or silence: the backup bank's case opens by itself and is pushed where the firm has
 * consented to that bank; with no bank left at work the declaration goes to consultation. The rule does
 * this, not the person whose step set it off: the next bank must not read in its own case who was there before.
 */
export async function passOn(by: Ctx, d: LockedDeclaration): Promise<void> {
  if (d.status !== 'recommended') return
  const ctx: Ctx = { ...by, actor: systemActor }
  await asSystem(by, async (trx) => {
    const cases = await trx
      .selectFrom('bankCase')
      .select(['id', 'part', 'status'])
      .where('declarationId', '=', d.id)
      .execute()
    if (cases.some((c) => (workingStatuses as readonly string[]).includes(c.status))) return
    if (cases.some((c) => ['granted', 'disbursed', 'closed'].includes(c.status))) return
    if (!cases.some((c) => c.part === 'backup') && (await openBackup(ctx, d))) return
    await moveDeclaration(ctx, d, 'exhaust')
  })
}

/**
 * The firm wants another bank when it said so, or when it has consented to this very one by name; never once it has taken
 * back its consent to the collection itself (PIPL 15).
 */
async function openBackup(ctx: Ctx, d: LockedDeclaration): Promise<boolean> {
  if (d.backupBranchId === null || (await findConsent(ctx, d.id, null)) === null) return false
  const { bankId } = await ctx.trx
    .selectFrom('org')
    .select('bankId')
    .where('id', '=', d.backupBranchId)
    .executeTakeFirstOrThrow()
  const consent = await findConsent(ctx, d.id, bankId!)
  if (!d.acceptsOther && consent === null) return false
  const backup = await openCase(ctx, d, 'backup', d.backupBranchId)
  if (consent !== null) await pushCase(ctx, backup, consent)
  return true
}

/** Takes undecided cases back, of one bank or of all: the firm withdrew, or another bank has lent. */
export async function recallCases(
  ctx: Ctx,
  d: Pick<LockedDeclaration, 'id'>,
  reason: string,
  bankId?: string,
  except?: string,
): Promise<number> {
  return asSystem(ctx, async (trx) => {
    const cases = await trx
      .selectFrom('bankCase')
      .selectAll()
      .where('declarationId', '=', d.id)
      .where('status', 'in', [...bankCaseFlow.actions.recall.from])
      .$if(bankId !== undefined, (q) => q.where('bankId', '=', bankId!))
      .$if(except !== undefined, (q) => q.where('id', '<>', except!))
      .orderBy('id')
      .forUpdate()
      .execute()
    for (const c of cases)
      await moveCase(ctx, { ...c, status: c.status as BankCaseStatus }, 'recall', {}, { reason })
    return cases.length
  })
}
