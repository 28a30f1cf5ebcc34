export { loadCalendar } from './calendar.queries.ts'
export { closeChange, startDueChange } from './division.apply.ts'
export { listGazetteer } from './place.queries.ts'
export { mergeBranches, mergeDivisions, tradeLetters } from './place.sql.ts'
