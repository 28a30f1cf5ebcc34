// Loaded before everything else on a page: its policy forbids building code at run time, so the schemas must not try.
;(globalThis as { __zod_globalConfig?: object }).__zod_globalConfig = { jitless: true }

export {}
