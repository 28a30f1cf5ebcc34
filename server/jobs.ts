import type { JobHandlers } from '#kernel/jobs.ts'
import { assignmentJobs } from './modules/assignment/assignment.jobs.ts'
import { importJobs } from './modules/registry/import/import.jobs.ts'
import { screeningJobs } from './modules/screening/screening.jobs.ts'

/** Every background job by its verb; the worker works on these, `migrate` makes their queues. */
export const jobHandlers: JobHandlers = {
  ...importJobs,
  ...screeningJobs,
  ...assignmentJobs,
}
