export {
  draftList,
  lockTarget,
  moveTarget,
  openAssignment,
  performAssignment,
  publishList,
  targetFacts,
} from './assignment.commands.ts'
export { publishedList } from './assignment.queries.ts'
