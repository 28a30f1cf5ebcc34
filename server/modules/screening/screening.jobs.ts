import { inContext } from '#kernel/context.ts'
import { actingFor, type JobHandlers } from '#kernel/jobs.ts'
import { failRun, performRun } from './screening.commands.ts'

export const screeningJobs: JobHandlers = {
  'screening.run': async (deps, data, last) => {
    const actor = actingFor(data.requester)
    const runId = String(data.runId)
    try {
      await inContext(deps, actor, (ctx) => performRun(ctx, runId))
    } catch (error) {
      // A connection that broke is tried again; only the last try says that it failed.
      if (!last) throw error
      await inContext(deps, actor, (ctx) =>
        failRun(ctx, runId, '筛查没有完成，请重试；如反复出现请联系管理员'),
      )
      throw error
    }
  },
}
