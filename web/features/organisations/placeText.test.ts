import { expect, test } from 'vitest'
import { placeText } from './placeText.ts'

test('committees are left out of the names of places, and nothing else is', () => {
  expect(placeText('泽城区 荷店街道 前兴沟社区居委会')).toBe('泽城区 荷店街道 前兴沟社区')
  expect(placeText('云湖区 铁岗镇 梅铺村委会')).toBe('云湖区 铁岗镇 梅铺村')
  expect(placeText('市中区 文化路街道 青檀居民委员会')).toBe('市中区 文化路街道 青檀社区')
  expect(placeText('峄城区 古邵镇 坊上村村民委员会')).toBe('峄城区 古邵镇 坊上村')
  expect(placeText('峄城区 古邵镇 坊上村民委员会')).toBe('峄城区 古邵镇 坊上村')
  expect(placeText('滕州市 大坞镇')).toBe('滕州市 大坞镇')
  expect(placeText('')).toBe('')
})
