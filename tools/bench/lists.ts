import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from './figures.ts'
import { watchMemory } from './memory.ts'
import { emptyPlatform, fromListsToBanks, listsDir } from './scene.ts'

/** The nine raw files of 温州 as departments send them, to a list with both banks. */
export async function benchLists(report: Report): Promise<void> {
  const dir = join(listsDir(), '温州')
  if (!existsSync(dir)) {
    report.say(`没有 ${dir}，略过（可用 DIGUAN_LISTS 指到名单文件夹）`)
    return
  }
  const running = await emptyPlatform('lists')
  try {
    const memory = watchMemory()
    const timed = await fromListsToBanks(running, dir, report)
    report.add({ figure: '温州九份名单：导入、筛查、派发', value: timed.total, unit: 's', limit: 25 })
    report.add({ figure: '温州九份名单：其中导入', value: timed.importing, unit: 's' })
    report.add({
      figure: '温州九份名单：Node 内存峰值（含读取进程）',
      value: memory.peakMegabytes(),
      unit: 'MB',
      limit: 600,
    })
  } finally {
    await running.close()
  }
}
