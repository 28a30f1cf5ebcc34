// Before any module of the page: its policy forbids building code at run time, so the schemas must not try.
globalThis.__zod_globalConfig = { jitless: true }
