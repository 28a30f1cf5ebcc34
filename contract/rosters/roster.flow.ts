import { defineFlow } from '../kernel/flow.ts'
import type { Role } from '../organisations/roles.ts'

type By = Role | 'system'
const city: By[] = ['city_office']

/** One version of a named list: made, approved by a second person, published and frozen, at last replaced or taken back. */
export const rosterFlow = defineFlow({
  name: 'roster',
  label: '专项清单',
  initial: 'draft',
  statuses: {
    draft: '草稿',
    approved: '已审定',
    published: '已发布',
    superseded: '已被新版取代',
    recalled: '已收回',
    discarded: '已作废',
  },
  closed: ['superseded', 'recalled', 'discarded'],
  facts: {
    filled: '成员还没有算齐，请等它完成',
    hasMembers: '清单里还没有一户，请先加入',
    anotherPerson: '编制、修改这一版的人不能审定和发布，请换人',
  },
  actions: {
    approve: {
      from: ['draft'],
      to: 'approved',
      by: city,
      needs: ['filled', 'hasMembers', 'anotherPerson'],
      label: '审定',
    },
    sendBack: {
      from: ['approved'],
      to: 'draft',
      by: city,
      label: '退回修改',
      reason: true,
    },
    publish: {
      from: ['approved'],
      to: 'published',
      by: city,
      needs: ['anotherPerson'],
      label: '发布',
    },
    recall: {
      from: ['published'],
      to: 'recalled',
      by: city,
      label: '收回',
      reason: true,
    },
    discard: {
      from: ['draft', 'approved'],
      to: 'discarded',
      by: city,
      label: '作废',
      reason: true,
    },
    supersede: {
      from: ['published'],
      to: 'superseded',
      by: ['system'],
      label: '被新版取代',
    },
  },
})

export type RosterStatus = keyof typeof rosterFlow.statuses
export type RosterAction = keyof typeof rosterFlow.actions
