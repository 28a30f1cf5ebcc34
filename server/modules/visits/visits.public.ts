export { visitCondition } from './visits.queries.ts'
