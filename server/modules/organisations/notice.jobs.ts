import { sql } from 'kysely'
import type { Verb } from '#contract/organisations/roles.ts'
import { systemActor } from '#kernel/actor.ts'
import { type Ctx, inContext } from '#kernel/context.ts'
import { type FeedItem, takeFeed } from '#kernel/feed.ts'
import type { Deps } from '#kernel/http/deps.ts'

/** Who is told of an action, in which words, and where the message leads. No firm is named: the page asks for rights. */
interface Telling {
  to: 'branch' | 'county' | 'list' | 'named' | 'offices' | 'persons' | 'platform'
  verb: Verb
  /** Absent: the action brings its own words, with counts. */
  title?: string
  link: (item: FeedItem) => string | null
}

const declaration = (item: FeedItem) => `/declarations/${item.subjectId}`
const caseLink = (item: FeedItem) => `/cases/${item.subjectId}`

/** What each of two people should know, in words of their own; nobody else of their bodies sees it. */
const toPersons: Telling = { to: 'persons', verb: 'team.read', link: () => null }

const tellings: Readonly<Record<string, Telling>> = {
  'bank_case.push': {
    to: 'branch',
    verb: 'desk.read',
    title: '新派来一户企业，请接收',
    link: (i) => `/desk/${i.subjectId}`,
  },
  'bank_case.refuse': {
    to: 'county',
    verb: 'case.read',
    title: '银行不予授信，已按规则转下一步',
    link: caseLink,
  },
  'bank_case.expire': {
    to: 'county',
    verb: 'case.read',
    title: '银行超期未决，已按规则转下一步',
    link: caseLink,
  },
  'bank_case.grant': { to: 'county', verb: 'case.read', title: '银行已授信', link: caseLink },
  'bank_case.enterpriseDecline': {
    to: 'county',
    verb: 'case.read',
    title: '企业放弃一家银行的办理',
    link: caseLink,
  },
  'declaration.submit': {
    to: 'county',
    verb: 'declaration.review',
    title: '收到一份融资申报',
    link: declaration,
  },
  'declaration.requestSupplement': {
    to: 'county',
    verb: 'declaration.write',
    title: '一份申报需要补正',
    link: declaration,
  },
  'declaration.propose': {
    to: 'county',
    verb: 'declaration.approve',
    title: '一份申报提请推荐，请复核',
    link: declaration,
  },
  'declaration.sendBack': {
    to: 'county',
    verb: 'declaration.review',
    title: '一份申报被退回重审',
    link: declaration,
  },
  'declaration.exhaust': {
    to: 'county',
    verb: 'declaration.approve',
    title: '主办、备选均未授信，请组织会诊',
    link: declaration,
  },
  'account.resetPassword': {
    to: 'platform',
    verb: 'grant.approve',
    title: '一个账号的口令被重置，请与本人核对是否知情',
    link: () => '/accounts',
  },
  'job.giveUp': { to: 'platform', verb: 'job.manage', link: () => '/jobs' },
  'quality.alert': { to: 'named', verb: 'quality.read', link: () => '/quality' },
  'screening.offerRestoration': { to: 'named', verb: 'screening.read', link: () => '/restorations' },
  'cover.begin': toPersons,
  'cover.nearEnd': toPersons,
  'cover.finish': toPersons,
  'list.publish': { to: 'list', verb: 'target.read', title: '走访对象清单已发布', link: () => '/targets' },
  'roster.publish': {
    to: 'offices',
    verb: 'list.read',
    title: '一份专项清单已发布',
    link: () => '/rosters',
  },
  'roster.recall': {
    to: 'offices',
    verb: 'list.read',
    title: '一份专项清单已收回，请停用',
    link: () => '/rosters',
  },
}

/** Turns new outbox rows into messages of the bodies concerned, each once; answers how many rows were taken. */
export async function deliverNotices(deps: Deps): Promise<number> {
  return inContext(deps, systemActor, async (ctx) => {
    const items = await takeFeed(ctx.trx, 'notices', 500, ctx.now)
    for (const item of items) {
      const telling = tellings[`${item.flow}.${item.action}`]
      if (telling) await tell(ctx, item, telling)
    }
    return items.length
  })
}

async function tell(ctx: Ctx, item: FeedItem, telling: Telling): Promise<void> {
  if (telling.to === 'persons') return tellPersons(ctx, item, telling)
  const receivers =
    telling.to === 'branch'
      ? sql`select o.id from bank_case c join org o on o.id = c.branch_id where c.id = ${item.subjectId}`
      : telling.to === 'county'
        ? sql`select o.id from org o where o.kind = 'county_office' and o.division = ${item.division}::bigint / 1000000 * 1000000`
        : telling.to === 'named'
          ? sql`select o.id from org o where o.id = ${String(item.details.orgId)}::bigint`
          : telling.to === 'offices'
            ? sql`select o.id from org o where o.kind in ('county_office', 'town_office')`
            : telling.to === 'platform'
              ? sql`select o.id from org o where o.kind = 'platform'`
              : sql`select o.id from org o where o.kind in ('county_office', 'town_office', 'bank', 'bank_branch')`
  await sql`
    insert into notice (org_id, verb, title, link, action_seq, created_at)
    select r.id, ${telling.verb}, ${telling.title ?? String(item.details.title)}, ${telling.link(item)}, ${item.actionSeq}, ${ctx.now} from (${receivers}) r
    on conflict do nothing`.execute(ctx.trx)
}

/** `details.persons` names the posts and what each is told. */
async function tellPersons(ctx: Ctx, item: FeedItem, { verb, link }: Telling): Promise<void> {
  await sql`
    insert into notice (org_id, account_id, verb, title, link, action_seq, created_at)
    select g.org_id, g.account_id, ${verb}, p ->> 'title', ${link(item)}, ${item.actionSeq}, ${ctx.now}
    from jsonb_array_elements(${JSON.stringify(item.details.persons)}::jsonb) p join role_grant g on g.id = (p ->> 'grantId')::bigint
    on conflict do nothing`.execute(ctx.trx)
}
