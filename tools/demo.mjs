import { prepare, runTypeScript } from './prepare.mjs'

prepare()
runTypeScript('server/demo/main.ts', process.argv.slice(2))
