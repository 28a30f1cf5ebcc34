import { expect, test } from 'vitest'
import { importsOf, isOwn, type Source, sourcesIn } from './sources.ts'

/** Each capability may use those to its left; boards read by SQL and use none. */
const order = [
  'organisations',
  'registry',
  'screening',
  'assignment',
  'visits',
  'rosters',
  'financing',
  'boards',
]
/** A screen may show a card or picker of a feature to its left. */
const portalFeatures = ['financing']

type Rule = (to: string, from: Source) => string | null
const allow =
  (...allowed: RegExp[]): Rule =>
  (to) =>
    allowed.some((a) => a.test(to)) ? null : 'not allowed here'

function moduleRule(to: string, from: Source): string | null {
  if (/^(contract|server\/kernel)\//.test(to)) return null
  const [, , own] = from.path.split('/') as [string, string, string]
  const [, place, other, ...rest] = to.split('/') as [string, string, string, ...string[]]
  if (place !== 'modules') return 'a module knows contract, kernel and modules only'
  if (other === own) return null
  if (!rest.join('/').endsWith('.public.ts')) return 'another module is asked through its public file'
  if (own === 'boards') return 'boards read by SQL and import no module'
  return order.indexOf(other) < order.indexOf(own) ? null : 'a module asks only those before it'
}

function featureRule(to: string, from: Source): string | null {
  if (/^(contract|web\/shell|web\/ui|web\/offline)\//.test(to)) return null
  const [, , own] = from.path.split('/') as [string, string, string]
  const [, place, other] = to.split('/') as [string, string, string]
  if (place !== 'features') return 'a feature knows contract, shell, ui and features before it'
  return order.indexOf(other) <= order.indexOf(own) ? null : 'a feature uses only those before it'
}

function portalRule(to: string): string | null {
  const feature = /^web\/features\/(\w+)\//.exec(to)?.[1]
  if (feature) return portalFeatures.includes(feature) ? null : 'the portal lists its features'
  return /^(contract|web\/(shell|ui|portal))\//.test(to)
    ? null
    : 'the portal knows shell, ui and its features'
}

const rules: readonly [RegExp, Rule][] = [
  [/^contract\/.*\.test\.ts$/, allow(/^contract\//, /^server\/test\//)],
  [/^contract\//, allow(/^contract\//)],
  [/\.test\.ts$|^server\/test\/|^e2e\/|^tools\//, allow(/./)],
  [
    /^server\/kernel\//,
    allow(
      /^server\/(kernel\/|db\.generated\.ts$)/,
      /^contract\/(kernel|organisations)\//,
      /^contract\/parameters\.ts$/,
    ),
  ],
  [/^server\/modules\/mount\.ts$/, allow(/^(contract|server\/(kernel|modules))\//)],
  [/^server\/modules\//, moduleRule],
  [/^server\//, allow(/^(contract|server)\//)],
  [/^web\/ui\//, allow(/^web\/ui\//, /^contract\/kernel\//)],
  [/^web\/shell\//, allow(/^(contract|web\/(shell|ui))\//)],
  [/^web\/features\//, featureRule],
  [/^web\/portal\//, portalRule],
  [/^web\/(console|field)\//, allow(/^(contract|web)\//)],
  [/^web\//, allow(/./)],
]

/** Every import that breaks the directions of the house. */
function breaches(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const rule = rules.find(([where]) => where.test(source.path))?.[1]
    return importsOf(source)
      .filter(isOwn)
      .flatMap((to) => {
        const why = rule ? rule(to, source) : 'no rule for this place'
        return why === null ? [] : [`${source.path} → ${to}: ${why}`]
      })
  })
}

const sources = sourcesIn('contract', 'server', 'web', 'e2e', 'tools')

test('imports follow the directions of the house', () => {
  expect(sources.length).toBeGreaterThan(250)
  expect(sources.flatMap(importsOf).filter(isOwn).length).toBeGreaterThan(900)
  expect(breaches(sources)).toEqual([])
})

test('the contract needs zod and nothing else', () => {
  const foreign = sources
    .filter((s) => s.path.startsWith('contract/') && !s.path.endsWith('.test.ts'))
    .flatMap(importsOf)
    .filter((to) => !isOwn(to) && to !== 'zod')
  expect(foreign).toEqual([])
})

test('planted breaches are named', () => {
  const plant = (path: string, to: string) => breaches([{ path, text: `import { x } from '${to}'` }])
  expect(plant('contract/visits/words.ts', '#kernel/clock.ts')).toHaveLength(1)
  expect(plant('server/kernel/clock.ts', '#modules/visits/visits.public.ts')).toHaveLength(1)
  expect(plant('server/modules/visits/visits.queries.ts', '../registry/registry.queries.ts')).toHaveLength(1)
  expect(plant('server/modules/registry/registry.queries.ts', '../visits/visits.public.ts')).toHaveLength(1)
  expect(plant('server/modules/boards/home.queries.ts', '../visits/visits.public.ts')).toHaveLength(1)
  expect(plant('web/features/visits/useVisits.ts', '#server/app.ts')).toHaveLength(1)
  expect(plant('web/portal/routes.tsx', '#web/features/boards/HomePage.tsx')).toHaveLength(1)
})
