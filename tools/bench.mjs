import { prepare, runTypeScript } from './prepare.mjs'

prepare()
runTypeScript('tools/bench/main.ts', process.argv.slice(2))
