import type { Deps } from '#kernel/http/deps.ts'
import type { JobHandlers } from '#kernel/jobs.ts'
import { assignmentJobs } from './modules/assignment/assignment.jobs.ts'
import { sweepDeadlines } from './modules/financing/financing.jobs.ts'
import { deliverNotices } from './modules/organisations/notice.jobs.ts'
import { importJobs } from './modules/registry/import/import.jobs.ts'
import { sweepUploads } from './modules/registry/import/uploads.ts'
import { placeJobs } from './modules/registry/places/places.jobs.ts'
import { sweepQuality } from './modules/registry/quality/quality.jobs.ts'
import { rosterJobs } from './modules/rosters/roster.jobs.ts'
import { sweepRestorations } from './modules/screening/restoration.commands.ts'
import { screeningJobs } from './modules/screening/screening.jobs.ts'

/** Every background job by its verb; the worker works on these, `migrate` makes their queues. */
export const jobHandlers: JobHandlers = {
  ...importJobs,
  ...placeJobs,
  ...screeningJobs,
  ...assignmentJobs,
  ...rosterJobs,
}

/** What runs by the clock, without anyone asking: name, pause between runs, and the work; each is safe to run twice. */
export const sweeps: readonly { name: string; seconds: number; run: (deps: Deps) => Promise<number> }[] = [
  { name: 'notices.deliver', seconds: 2, run: deliverNotices },
  { name: 'deadlines.sweep', seconds: 60, run: sweepDeadlines },
  { name: 'quality.check', seconds: 20, run: sweepQuality },
  { name: 'marks.restore', seconds: 600, run: sweepRestorations },
  { name: 'uploads.sweep', seconds: 3600, run: sweepUploads },
]
