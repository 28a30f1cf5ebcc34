export { draftList, openAssignment, performAssignment, publishList } from './assignment.commands.ts'
export { findFormerDuty } from './holder.queries.ts'
export { endLease } from './lease.commands.ts'
export { lockTarget, moveTarget, targetFacts } from './target.commands.ts'
