import type { JobHandlers } from '#kernel/jobs.ts'

/** Every background job by its verb; the worker works on these, `migrate` makes their queues. */
export const jobHandlers: JobHandlers = {
  'notices.deliver': async () => undefined,
}
