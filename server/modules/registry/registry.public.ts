export { findEntityByName, findOrAddPortalEntity } from './portal.commands.ts'
export { holdRegistry, registryVersion } from './registry.lock.ts'
export { searchCondition } from './registry.queries.ts'
