import { parseArgs } from 'node:util'
import { operatorActor } from '#kernel/actor.ts'
import { readConfig } from '#kernel/config.ts'
import { inContext } from '#kernel/context.ts'
import { checkIntegrity } from '#kernel/integrity.ts'
import { calendarCommand } from './cli-calendar.ts'
import { dayArgument, importCommand } from './cli-import.ts'
import { userCommand } from './cli-user.ts'
import { draftList, openAssignment, performAssignment } from './modules/assignment/assignment.public.ts'
import { bootstrapMinutes, makeBootstrapSecret } from './modules/organisations/bootstrap.commands.ts'
import { openRun, performRun } from './modules/screening/screening.public.ts'
import { openRuntime, type Running } from './runtime.ts'
import { closeOnSignal, serve } from './serve.ts'
import { buildWeb } from './web-build.ts'
import { startWorker } from './worker.ts'

const help = `用法：npm run diguan -- <命令> [参数]

  serve                      启动网页与后台任务（--no-worker 只启动网页）
  worker                     只启动后台任务
  migrate                    建立或升级数据库结构
  bootstrap-secret           生成首次启动的一次性口令（30 分钟内有效）
  import <文件或文件夹>      导入名单；--dry-run 只预览，--kind 名单种类，--as-of 数据日期，--mode full 全量，--accept-older 比现行旧的也收
  screen                     按已发布的规则筛查；--as-of 截止日期
  assign                     由最近一次筛查编制清单草稿并派发主办行、备选行；--round 轮次 --name 名称
  user add                   建立账号并申请岗位：--login --name --role --org <机构编号> --password-env <环境变量名>
  user list                  列出账号、状态与岗位；--login 只看一个
  user reset <账号>          重置口令：打印一次性口令（只显示这一次），本人登录后须先修改
  user enable <账号>         启用停用的账号，原有岗位与口令照旧
  user list-orgs             列出机构编号；--kind 机构种类
  calendar import <文件>     导入一个年度的工作日历（csv、xlsx：日期、类型 休息/上班、名称），同一年度整年替换
  verify                     核对全部数据一致性，发现问题时以非零码结束

数据库：设 DATABASE_URL 用自备的 PostgreSQL 15–18；不设则用内置的，数据在 DIGUAN_HOME（默认 ./var）。`

type Command = (args: string[]) => Promise<number>

/** Opens the platform for one command and closes it in order, whatever happens. */
async function withPlatform(work: (running: Running) => Promise<number>, migrate = false): Promise<number> {
  const running = await openRuntime(readConfig(), { migrate })
  try {
    return await work(running)
  } finally {
    await running.close()
  }
}

const commands: Readonly<Record<string, Command>> = {
  async serve(args) {
    const { values } = parseArgs({ args, options: { 'no-worker': { type: 'boolean' } } })
    await buildWeb(console.log)
    const serving = await serve(readConfig(), { worker: !values['no-worker'] })
    closeOnSignal(() => serving.close())
    const secret = await makeBootstrapSecret(serving.running.deps)
    if (secret)
      console.log(
        `首次启动：请在 ${bootstrapMinutes} 分钟内打开 ${serving.address}/console/ ，凭一次性口令建立三员账号：\n  ${secret}`,
      )
    console.log(`滴灌已就绪：${serving.address}/console/`)
    return -1
  },

  async worker() {
    const running = await openRuntime(readConfig())
    const worker = await startWorker(running.deps)
    closeOnSignal(async () => {
      await worker.stop()
      await running.close()
    })
    console.log('后台任务已启动')
    return -1
  },

  migrate: () =>
    withPlatform(async () => {
      console.log('数据库结构已就绪')
      return 0
    }, true),

  'bootstrap-secret': () =>
    withPlatform(async (running) => {
      const secret = await makeBootstrapSecret(running.deps)
      console.log(secret ?? '已有管理员账号，不再生成一次性口令')
      return secret ? 0 : 1
    }),

  import: (args) => importCommand(args, withPlatform),
  screen: screenCommand,
  assign: assignCommand,
  calendar: (args) => calendarCommand(args, withPlatform),
  user: (args) => userCommand(args, withPlatform, help),

  verify: () =>
    withPlatform(async ({ deps }) => {
      const results = await inContext(deps, operatorActor, (ctx) => checkIntegrity(ctx.trx, ctx.now))
      for (const r of results)
        console.log(
          `${r.count === 0 ? '✓' : '✗'} ${r.id} ${r.severity} ${r.title}${r.count > 0 ? `：${r.count} 处 ${JSON.stringify(r.sample.slice(0, 3))}` : ''}`,
        )
      const broken = results.filter((r) => r.count > 0)
      console.log(
        `核对 ${results.length} 项，${broken.length === 0 ? '全部一致' : `${broken.length} 项有问题`}`,
      )
      return broken.length === 0 ? 0 : 1
    }),
}

async function screenCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'as-of': { type: 'string' } } })
  const asOf = dayArgument(values['as-of'])
  return withPlatform(async ({ deps }) => {
    const runId = await inContext(deps, operatorActor, (ctx) => openRun(ctx, asOf ?? ctx.today))
    await inContext(deps, operatorActor, (ctx) => performRun(ctx, runId))
    const run = await deps.system
      .selectFrom('screeningRun')
      .selectAll()
      .where('id', '=', runId)
      .executeTakeFirstOrThrow()
    console.log(
      `筛查 ${runId}：${run.entities} 户，保留 ${run.targets}，剔除 ${run.excluded}，结果摘要 ${run.resultHash}`,
    )
    return 0
  })
}

async function assignCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { round: { type: 'string' }, name: { type: 'string' } } })
  return withPlatform(async ({ deps }) => {
    const run = await deps.system
      .selectFrom('screeningRun')
      .select('id')
      .where('state', '=', 'done')
      .orderBy('id', 'desc')
      .executeTakeFirst()
    if (!run) throw new Error('还没有完成的筛查，请先运行：npm run diguan -- screen')
    const listId = await inContext(deps, operatorActor, (ctx) =>
      draftList(ctx, { runId: run.id, name: values.name ?? '走访对象清单', round: values.round ?? '首轮' }),
    )
    const assignmentId = await inContext(deps, operatorActor, (ctx) => openAssignment(ctx, listId))
    await inContext(deps, operatorActor, (ctx) => performAssignment(ctx, assignmentId))
    const a = await deps.system
      .selectFrom('assignmentRun')
      .selectAll()
      .where('id', '=', assignmentId)
      .executeTakeFirstOrThrow()
    console.log(
      `清单 ${listId}（草稿）：派发 ${a.placed} 户，未派发 ${a.unplaced} 户；请由另一人在办公端发布`,
    )
    return 0
  })
}

async function main(): Promise<void> {
  const [name = 'help', ...args] = process.argv.slice(2)
  const command = commands[name]
  if (!command) {
    console.log(help)
    process.exit(name === 'help' || name === '--help' ? 0 : 1)
  }
  const code = await command(args)
  if (code >= 0) process.exit(code)
}

/** What went wrong, for the person at the terminal. */
function told(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code, path } = error as { code?: string; path?: string }
  if (code === 'ENOENT' && path) return `没有这个文件或文件夹：${path}`
  if (code === 'EACCES' && path) return `没有权限读：${path}`
  if (code?.startsWith('ERR_PARSE_ARGS'))
    return `不认识的参数：${/'([^']+)'/.exec(error.message)?.[1] ?? error.message}。用法：\n${help}`
  return error.message
}

main().catch((error: unknown) => {
  console.error(told(error))
  process.exit(1)
})
