export { readFirms } from './import/firm-rows.read.ts'
export { findEntityByName, findOrAddPortalEntity } from './portal.commands.ts'
export { holdRegistry, registryVersion } from './registry.lock.ts'
export { searchCondition } from './registry.queries.ts'
