import { prepare, runTypeScript } from './prepare.mjs'

prepare()
runTypeScript('server/cli.ts', process.argv.slice(2))
