export { getEntityDetail, maskEntity } from './entity.queries.ts'
export { searchCondition, withinDivision } from './registry.queries.ts'
