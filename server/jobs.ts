import { rm } from 'node:fs/promises'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { sweepAnswers } from '#kernel/idempotency.ts'
import { actingFor, deadJobs, type JobHandler, type JobHandlers } from '#kernel/jobs.ts'
import { failAssignment } from './modules/assignment/assignment.commands.ts'
import { assignmentJobs } from './modules/assignment/assignment.jobs.ts'
import { sweepCovers } from './modules/assignment/cover.jobs.ts'
import { sweepDivisions } from './modules/assignment/division.jobs.ts'
import { sweepDeadlines } from './modules/financing/financing.jobs.ts'
import { keepDeadJob } from './modules/organisations/dead-job.commands.ts'
import { deliverNotices } from './modules/organisations/notice.jobs.ts'
import { failBatch } from './modules/registry/import/import.commands.ts'
import { importJobs } from './modules/registry/import/import.jobs.ts'
import { sweepUploads } from './modules/registry/import/uploads.ts'
import { placeJobs } from './modules/registry/places/places.jobs.ts'
import { sweepQuality } from './modules/registry/quality/quality.jobs.ts'
import { failFilling } from './modules/rosters/fill.commands.ts'
import { rosterJobs } from './modules/rosters/roster.jobs.ts'
import { failPreview } from './modules/screening/preview.commands.ts'
import { failReplay } from './modules/screening/replay.commands.ts'
import { sweepRestorations } from './modules/screening/restoration.commands.ts'
import { failRun } from './modules/screening/screening.commands.ts'
import { screeningJobs } from './modules/screening/screening.jobs.ts'

const cutOff =
  '处理它的进程几次中途停止，已不再重试；请重新办理，如反复出现请联系系统管理员查看服务器内存与日志'

/** Gives up what every try of was cut off, so that nobody waits for it: the page of the thing says so and what to do. */
const giveUp: JobHandler = async (deps, data, _last, told) => {
  const { batchId, runId, assignmentId, previewId, replayId, versionId, path } = data as Record<
    string,
    string | undefined
  >
  await inContext(deps, actingFor(data.requester), async (ctx) => {
    if (batchId !== undefined) await failBatch(ctx, batchId, cutOff)
    if (runId !== undefined) await failRun(ctx, runId, cutOff)
    if (assignmentId !== undefined) await failAssignment(ctx, assignmentId, cutOff)
    if (previewId !== undefined) await failPreview(ctx, previewId, cutOff)
    if (replayId !== undefined) await failReplay(ctx, replayId, cutOff)
    if (versionId !== undefined) await failFilling(ctx, versionId, cutOff)
    await keepDeadJob(ctx, data, told)
  })
  if (path !== undefined) await rm(path, { force: true })
}

/** Every background job by its verb; the worker works on these, `migrate` makes their queues. */
export const jobHandlers: JobHandlers = {
  ...importJobs,
  ...placeJobs,
  ...screeningJobs,
  ...assignmentJobs,
  ...rosterJobs,
  [deadJobs]: giveUp,
}

/** What runs by the clock, without anyone asking: name, pause between runs, and the work; each is safe to run twice. */
export const sweeps: readonly { name: string; seconds: number; run: (deps: Deps) => Promise<number> }[] = [
  { name: 'notices.deliver', seconds: 2, run: deliverNotices },
  { name: 'deadlines.sweep', seconds: 60, run: sweepDeadlines },
  { name: 'covers.tell', seconds: 60, run: sweepCovers },
  { name: 'quality.check', seconds: 20, run: sweepQuality },
  { name: 'marks.restore', seconds: 600, run: sweepRestorations },
  { name: 'divisions.change', seconds: 600, run: sweepDivisions },
  { name: 'answers.sweep', seconds: 86_400, run: sweepAnswers },
  { name: 'uploads.sweep', seconds: 3600, run: sweepUploads },
]
