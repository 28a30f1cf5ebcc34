import { prepare, runTypeScript } from './prepare.mjs'

prepare()
runTypeScript('tools/faults/main.ts', process.argv.slice(2))
