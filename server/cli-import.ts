import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Day } from '#contract/kernel/ids.ts'
import { type ImportKind, importChecks, importKindKeys, importKinds } from '#contract/registry/words.ts'
import { operatorActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import { seedCalendar } from './modules/organisations/calendar.commands.ts'
import {
  holdsBack,
  importFiles,
  type ListOptions,
  type ListResult,
  orderFiles,
} from './modules/registry/import/lists.ts'
import type { Running } from './runtime.ts'

/** `import PATH`: a list, or the lists of a folder, into the registry. */
export async function importCommand(
  args: string[],
  platform: (work: (running: Running) => Promise<number>) => Promise<number>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean' },
      kind: { type: 'string' },
      'as-of': { type: 'string' },
      mode: { type: 'string' },
      'accept-older': { type: 'boolean' },
    },
  })
  const [path] = positionals
  if (!path) throw new Error('请给出文件或文件夹：npm run diguan -- import 名单文件夹')
  const kind = importKindKeys.find((k) => k === values.kind)
  if (values.kind !== undefined && !kind) throw new Error(`--kind 应为 ${importKindKeys.join('、')} 之一`)
  if (values.mode !== undefined && values.mode !== 'full' && values.mode !== 'incremental')
    throw new Error('--mode 应为 full 或 incremental')
  const asOf = dayArgument(values['as-of'])
  const files = statSync(path).isDirectory() ? orderFiles(path) : [path]
  return platform(async ({ deps }) => {
    await inContext(deps, operatorActor, (ctx) => seedCalendar(ctx))
    const options = {
      kind,
      asOf,
      mode: values.mode as 'full',
      dryRun: values['dry-run'],
      acceptOlder: values['accept-older'],
    }
    const results = await importFiles(deps, operatorActor, files, options, (r) =>
      console.log(importedLine(r, options)),
    )
    const taken = values['dry-run'] ? ['previewed', 'committed'] : ['committed']
    return results.every((r) => taken.includes(r.state)) ? 0 : 1
  })
}

/** A day as given at the command line; one that is none in the calendar is told in the words of the option. */
export function dayArgument(text: string | undefined): string | undefined {
  if (text === undefined || Day.safeParse(text).success) return text
  throw new Error(`--as-of 应是一个日期，写作 2026-03-01；读到的是 ${text}`)
}

/** What became of a file, for whoever stands at the terminal, and what helps where it is not in. */
export function importedLine(r: ListResult, { kind, dryRun }: ListOptions): string {
  if (r.state === 'failed') return `✗ ${r.fileName}：${r.failure}`
  if (r.known) return `＝ ${r.fileName}：与已入库的批次 ${r.batchId} 是同一份文件，没有变化`
  if (r.state === 'unmapped') return unmappedLine(r, kind)
  const held = r.checks.filter(holdsBack)
  if (r.state === 'previewed' && !dryRun && held.length > 0)
    return `！ ${r.fileName}：批次 ${r.batchId} 没有入库，要看过才作数；请到办公端“名单导入”核对后确认${toldOf(held)}`
  if (r.state === 'previewed' && !dryRun)
    return `！ ${r.fileName}：批次 ${r.batchId} 的数据日期早于现行名单，没有入库；请到办公端核对后确认，或加 --accept-older 重报`
  const rest = `退回 ${r.rejected}，存疑 ${r.suspicious}，待对上 ${r.unmatched}`
  if (r.shown) {
    const { fresh, changed, unchanged, vanished } = r.shown
    const gone = vanished > 0 ? `，不再有 ${vanished}` : ''
    return `✓ ${r.fileName}：批次 ${r.batchId}，${r.rowsIn} 行，新增 ${fresh}，变更 ${changed}，无变化 ${unchanged}${gone}，${rest}（只预览，未入库）${toldOf(r.checks)}`
  }
  return `✓ ${r.fileName}：批次 ${r.batchId}，${r.rowsIn} 行，入库 ${r.accepted}，无变化 ${r.unchanged}，${rest}${toldOf(r.checks)}`
}

function toldOf(checks: ListResult['checks']): string {
  return checks.map((c) => `\n    ${importChecks[c.code]}：${c.message}`).join('')
}

/** A kind helps only where a wrong one was given: without any all kinds have been tried already. */
function unmappedLine({ fileName, batchId }: ListResult, kind: ImportKind | undefined): string {
  const others = importKindKeys.filter((k) => k !== kind).join('、')
  const wrong = kind
    ? `如果它不是“${importKinds[kind]}”，请去掉 --kind 或换一种（${others}）重报；是的话，`
    : '各种名单都试过了，'
  return `？ ${fileName}：没有认出表头，留作待对应的批次 ${batchId}。${wrong}请到办公端“名单导入”打开它，在“列对应”里指定各列`
}
