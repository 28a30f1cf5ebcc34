import { withoutValues } from '#kernel/failure.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { jobHandlers, sweeps } from './jobs.ts'

/** Works on the queues and runs the sweeps until it is stopped. */
export interface Worker {
  stop(): Promise<void>
}

export async function startWorker(deps: Deps): Promise<Worker> {
  await deps.jobs.work(deps, jobHandlers)
  let stopping = false
  const loops = sweeps.map(async (sweep) => {
    while (!stopping) {
      await sweep
        .run(deps)
        .catch((error: unknown) => console.error(`定时任务 ${sweep.name} 出错：`, withoutValues(error)))
      for (let waited = 0; waited < sweep.seconds && !stopping; waited += 0.25) await pause(250)
    }
  })
  return {
    async stop() {
      stopping = true
      await Promise.all(loops)
    },
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, milliseconds))
}
