export { openRun, performRun } from './screening.commands.ts'
