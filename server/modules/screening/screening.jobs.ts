import { inContext } from '#kernel/context.ts'
import { actingFor, type JobHandlers } from '#kernel/jobs.ts'
import { failPreview, performPreview } from './preview.commands.ts'
import { failReplay, performReplay } from './replay.commands.ts'
import { failRun, performRun, reopenRun } from './screening.commands.ts'

export const screeningJobs: JobHandlers = {
  'screening.run': async (deps, data, last) => {
    const actor = actingFor(data.requester)
    const runId = String(data.runId)
    if (data.again) await inContext(deps, actor, (ctx) => reopenRun(ctx, runId))
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
  'screening.preview': async (deps, data) => {
    const actor = actingFor(data.requester)
    const previewId = String(data.previewId)
    try {
      await inContext(deps, actor, (ctx) => performPreview(ctx, previewId))
    } catch (error) {
      await inContext(deps, actor, (ctx) =>
        failPreview(ctx, previewId, '试算没有完成，请重试；如反复出现请联系管理员'),
      )
      throw error
    }
  },
  'screening.replay': async (deps, data) => {
    const actor = actingFor(data.requester)
    const replayId = String(data.replayId)
    try {
      await inContext(deps, actor, (ctx) => performReplay(ctx, replayId))
    } catch (error) {
      await inContext(deps, actor, (ctx) =>
        failReplay(ctx, replayId, '重算没有完成，请重试；如反复出现请联系管理员'),
      )
      throw error
    }
  },
}
