/** What runs in the background, as a person calls it; what can be handed in anew once it was given up, and what else helps. */
export const jobs = {
  'import.read': { label: '读取名单', again: false, advice: '原文件已删除，请上报人到“名单导入”重新上报' },
  'import.preview': { label: '核对名单', again: true, advice: '可重试' },
  'import.release': { label: '删除了结的上报文件', again: true, advice: '可重试' },
  'places.learn': { label: '学习道路与社区的对应', again: true, advice: '可重试' },
  'screening.run': { label: '筛查', again: true, advice: '可重试，或由市专班重新筛查' },
  'screening.preview': { label: '规则试算', again: false, advice: '请起草人到“筛查”重新试算' },
  'screening.replay': { label: '筛查重算', again: false, advice: '请市专班到“筛查”重新重算' },
  'assignment.run': { label: '派发', again: true, advice: '可重试，或由市专班重新派发' },
  'roster.fill': { label: '生成专项清单', again: false, advice: '请编制人到“专项清单”重新生成' },
} as const satisfies Record<string, { label: string; again: boolean; advice: string }>

export type JobName = keyof typeof jobs

/** The words for a job by its name; one that is no longer known is called by it. */
export function jobWords(name: string): { label: string; again: boolean; advice: string } {
  return name in jobs
    ? jobs[name as JobName]
    : { label: name, again: false, advice: '本版本已没有这种任务，请在相应页面重新办理' }
}
