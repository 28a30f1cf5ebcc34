export { draftList, openAssignment, performAssignment, publishList } from './assignment.commands.ts'
export { lockTarget, moveTarget, targetFacts } from './target.commands.ts'
