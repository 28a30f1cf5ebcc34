import { inContext } from '#kernel/context.ts'
import { actingFor, type JobHandlers } from '#kernel/jobs.ts'
import { failAssignment, performAssignment, reopenAssignment } from './assignment.commands.ts'

export const assignmentJobs: JobHandlers = {
  'assignment.run': async (deps, data, last) => {
    const actor = actingFor(data.requester)
    const assignmentId = String(data.assignmentId)
    if (data.again) await inContext(deps, actor, (ctx) => reopenAssignment(ctx, assignmentId))
    try {
      await inContext(deps, actor, (ctx) => performAssignment(ctx, assignmentId))
    } catch (error) {
      // A connection that broke is tried again; only the last try says that it failed.
      if (!last) throw error
      await inContext(deps, actor, (ctx) =>
        failAssignment(ctx, assignmentId, '派发没有完成，请重试；如反复出现请联系管理员'),
      )
      throw error
    }
  },
}
