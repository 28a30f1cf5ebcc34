import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { csvFile } from '#test/lists.ts'
import { withFile } from './read/testing.ts'
import type { ReadMessage } from './read.child.ts'
import { readInChild } from './read.ts'

const order = (path: string) => ({
  path,
  fileName: '科技名单.csv',
  batchId: '7',
  kind: null,
  asOf: null,
  today: '2026-11-20',
  places: [],
  mapping: null,
  profiles: [],
})

test('rows read before anyone asks for them are not lost', async () => {
  const list = csvFile('科技名单.csv', [
    ['企业名称', '类别', '认定年份'],
    ['甲公司', '绿色工厂', 2025],
    ['乙公司', '绿色工厂', 2026],
  ])
  await withFile(list.bytes, async (path) => {
    const reading = readInChild(order(path))
    const messages: ReadMessage[] = []
    for await (const message of reading.messages) messages.push(message)
    await reading.ended
    // The child is gone by now; the connection its rows go to was slow to come.
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(messages.map((m) => m.type)).toEqual(['look', 'sheet', 'sheetDone', 'done'])
    expect((await text(reading.rows)).trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^7\t1\t2\t.*甲公司/),
      expect.stringMatching(/^7\t1\t3\t.*乙公司/),
    ])
  })
})
