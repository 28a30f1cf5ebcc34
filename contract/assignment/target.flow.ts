import { defineFlow } from '../kernel/flow.ts'
import type { Role } from '../organisations/roles.ts'

/** A firm on a list of firms to visit. */
export const targetFlow = defineFlow({
  name: 'target',
  label: '走访对象',
  initial: 'listed',
  statuses: {
    listed: '已入清单',
    excluded: '已剔除',
    assigned: '已派发',
    preContacted: '已预走访',
    unreachable: '查无、停业或拒访',
    noNeed: '暂无需求',
    hasNeed: '有需求',
    revisitDue: '待二次走访',
  },
  closed: ['excluded'],
  facts: {
    listPublished: '清单尚未发布，发布后才能走访',
    bothBanksNamed: '还没有主办行和备选行，请先派发',
  },
  actions: {
    assign: {
      from: ['listed', 'assigned'],
      to: 'assigned',
      by: ['city_office'] as Role[],
      needs: ['bothBanksNamed'],
      label: '派发',
    },
    exclude: {
      from: ['listed', 'assigned', 'preContacted', 'unreachable'],
      to: 'excluded',
      by: ['city_office', 'county_coordinator'] as Role[],
      label: '剔除',
      reason: true,
    },
    restore: {
      from: ['excluded'],
      to: 'listed',
      by: ['city_office', 'county_coordinator'] as Role[],
      label: '恢复',
      reason: true,
    },
    preContact: {
      from: ['listed', 'assigned', 'preContacted', 'revisitDue'],
      to: 'preContacted',
      by: ['county_visitor', 'town_officer', 'grid_worker', 'bank_manager'] as Role[],
      needs: ['listPublished'],
      label: '登记电话预走访',
    },
    findNeed: {
      from: ['listed', 'assigned', 'preContacted', 'unreachable', 'noNeed', 'hasNeed', 'revisitDue'],
      to: 'hasNeed',
      by: ['county_visitor', 'town_officer', 'grid_worker', 'bank_manager'] as Role[],
      needs: ['listPublished'],
      label: '走访：有需求',
    },
    findNoNeed: {
      from: ['listed', 'assigned', 'preContacted', 'unreachable', 'noNeed', 'hasNeed', 'revisitDue'],
      to: 'noNeed',
      by: ['county_visitor', 'town_officer', 'grid_worker', 'bank_manager'] as Role[],
      needs: ['listPublished'],
      label: '走访：暂无需求',
    },
    missVisit: {
      from: ['listed', 'assigned', 'preContacted', 'unreachable', 'noNeed', 'revisitDue'],
      to: 'unreachable',
      by: ['county_visitor', 'town_officer', 'grid_worker', 'bank_manager'] as Role[],
      needs: ['listPublished'],
      label: '走访：未见到经营',
    },
    scheduleRevisit: {
      from: ['noNeed', 'unreachable'],
      to: 'revisitDue',
      by: ['city_office', 'county_coordinator', 'county_visitor', 'town_officer'] as Role[],
      needs: ['listPublished'],
      label: '安排二次走访',
    },
  },
})

export type TargetStatus = keyof typeof targetFlow.statuses
export type TargetAction = keyof typeof targetFlow.actions
export type TargetFact = keyof typeof targetFlow.facts

/** The statuses as a visitor sorts them: whom to see, and what came of it. */
export const targetStages = {
  toVisit: { label: '待走访', statuses: ['listed', 'assigned', 'preContacted'] },
  hasNeed: { label: '有需求', statuses: ['hasNeed'] },
  noNeed: { label: '暂无需求', statuses: ['noNeed'] },
  missed: { label: '未见到', statuses: ['unreachable'] },
  revisit: { label: '待二次走访', statuses: ['revisitDue'] },
} as const satisfies Record<string, { label: string; statuses: readonly TargetStatus[] }>
export type TargetStage = keyof typeof targetStages
