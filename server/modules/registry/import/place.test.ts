import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fragmentsOf } from './fragments.ts'
import { Gazetteer, type Place } from './place.ts'

const place = (code: string, name: string, level: Place['level'], parent: string | null): Place => ({
  code: code.padEnd(12, '0'),
  name,
  level,
  parent: parent?.padEnd(12, '0') ?? null,
})

const places = [
  place('4408', '湛江市', 'city', null),
  place('440803', '霞山区', 'county', '4408'),
  place('440803001', '海滨街道', 'town', '440803'),
  place('440803001001', '东社区居委会', 'community', '440803001'),
  place('440803002', '新兴街道', 'town', '440803'),
  place('440803002001', '东社区居委会', 'community', '440803002'),
  place('440803002002', '南调村委会', 'community', '440803002'),
  place('440882', '雷州市', 'county', '4408'),
  place('440882001', '雷城街道', 'town', '440882'),
]
const gazetteer = new Gazetteer(places)
const at = (address: string) => gazetteer.place(address, null, null).division

test.each([
  ['霞山区海滨街道东社区解放路1号', '440803001001'],
  // A short name that goes on as a road, or as a village of another town, is not the town.
  ['霞山区海滨大道南50号', '440803000000'],
  ['霞山区新兴三路8号', '440803000000'],
  ['霞山区新兴村解放路8号', '440803000000'],
  ['霞山区海滨东社区', '440803001001'],
  // A community named without its town counts where the county has one alone of that name, however its ending is spelled.
  ['霞山区南调村民委员会海滨大道183号', '440803002002'],
  ['霞山区东社区居委会解放路', '440803000000'],
  // A town named as it was before it became a 街道, and without its county.
  ['湛江市雷城镇西湖大道142号', '440882001000'],
  ['徐城红旗二路', '440800000000'],
])('%s lies in %s', (address, division) => expect(at(address)).toBe(division))

test.each([
  ['霞山区', '440803000000'],
  ['霞山（二）', '440803000000'],
  ['霞山 2', '440803000000'],
  ['雷州市经营主体名录（2026年9月）', '440882000000'],
  ['霞山区、雷州市名录', null],
  ['霞山路商户名录', null],
  ['城区', '440899000000'],
  ['主城区名录', null],
])('%s names the county %s', (text, county) => {
  const wide = new Gazetteer([...places, place('440899', '城区', 'county', '4408')])
  expect(wide.countyNamed(text)).toBe(county)
})

test.each([
  // Two towns of one name, told apart by the list they stand on.
  ['海滨街道南门社区1号', '440882000000', '440882009001', 'address'],
  ['海滨街道东社区1号', '440803000000', '440803001001', 'address'],
  ['南调村12号', '440803000000', '440803002002', 'address'],
  ['人民路5号', '440882000000', '440882000000', 'code'],
  ['霞山区人民路5号', '440882000000', '440803000000', 'address'],
  ['人民路5号', null, '440800000000', 'none'],
])('%s on a list of %s lies in %s', (address, ground, division, placedBy) => {
  const twins = new Gazetteer([
    ...places,
    place('440882009', '海滨街道', 'town', '440882'),
    place('440882009001', '南门社区', 'community', '440882009'),
  ])
  expect(twins.place(address, null, null, ground)).toMatchObject({ division, placedBy })
})

test.each([
  ['霞山区人民大道南45号国贸大厦第5幢四层47号', '{"人民大道南","人民大道南 1–50号","国贸大厦"}'],
  ['柳市镇翔金洋工业区', '{"翔金洋工业区"}'],
  ['六虹钢材市场201、202号', '{"六虹钢材市场"}'],
  ['茅村管区坭洋村', '{"茅村"}'],
  ['新村路百花苑16幢', '{"百花苑","新村"}'],
  ['南调街道南调村委会海滨大道１８３号', '{"海滨大道","海滨大道 151–200号"}'],
  ['海滨街道办事处', null],
  ['12号', null],
])('%s tells %s', (address, fragments) => expect(fragmentsOf(address, 0)).toBe(fragments))

test('whatever stands in an address, its fragments are an array that COPY and PostgreSQL can read', () => {
  const letters = fc.string({
    unit: fc.constantFrom(...Array.from('"\\{},\t\n路街道大村区市场厦园楼号1９ 　南委a甲乙')),
    maxLength: 30,
  })
  fc.assert(
    fc.property(letters, (address) => {
      const found = fragmentsOf(address, 0)
      if (found === null) return
      const parts = JSON.parse(`[${found.slice(1, -1)}]`) as string[]
      expect(parts.length).toBeGreaterThan(0)
      for (const part of parts) {
        expect(part).not.toMatch(/["\\{},\t\n]/)
        expect(part.length).toBeLessThanOrEqual(30)
      }
      expect(fragmentsOf(address, 0)).toBe(found)
      expect(gazetteer.place(address, null, null).end).toBeLessThanOrEqual(address.length)
    }),
    { numRuns: 300 },
  )
})
