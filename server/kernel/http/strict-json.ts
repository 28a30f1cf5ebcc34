import { Problem } from '../problem.ts'

/**
 * JSON as a careful clerk reads it: JSON.parse takes the last of two equal keys, turns 1e400 into Infinity
 * and -0 into 0 without a word. Those, and bodies nested or crowded beyond reason, are refused.
 */
const limits = { depth: 32, items: 1000, keys: 256, tokens: 20_000 }
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

export function parseStrictJson(bytes: Buffer): unknown {
  let text: string
  let value: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // First of all: the scan below takes time in proportion to the text only where every string has its end.
    value = JSON.parse(text)
  } catch {
    throw new Problem('bad_request', { message: '请求内容不是正确的 JSON' })
  }
  scan(text)
  return value
}

interface Level {
  /** Null in an array. */
  keys: Set<string> | null
  expectKey: boolean
  items: number
}

/** One pass over the tokens of a text that is JSON. */
function scan(text: string): void {
  const stack: Level[] = []
  let count = 0
  const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}[\],:]/g
  for (let m = token.exec(text); m; m = token.exec(text)) {
    const t = m[0]
    const top = stack.at(-1)
    if (t === '{' || t === '[')
      stack.push({ keys: t === '{' ? new Set() : null, expectKey: t === '{', items: 0 })
    else if (t === '}' || t === ']') stack.pop()
    else if (t === ',') nextItem(top!)
    else if (t[0] === '"') {
      if (top?.keys && top.expectKey) {
        checkKey(t, top.keys)
        top.expectKey = false
      }
    } else if (t !== ':') checkNumber(t)
    if (stack.length > limits.depth) throw refused('嵌套过深')
    if (++count > limits.tokens) throw refused('内容项过多')
  }
}

function nextItem(level: Level): void {
  level.expectKey = level.keys !== null
  level.items += 1
  if (level.items >= (level.keys ? limits.keys : limits.items)) throw refused('内容项过多')
}

function checkKey(token: string, keys: Set<string>): void {
  const key = JSON.parse(token) as string
  if (forbiddenKeys.has(key)) throw refused(`不允许的字段名「${key}」`)
  if (keys.has(key)) throw refused(`字段「${key.slice(0, 40)}」出现了两次`)
  keys.add(key)
}

function checkNumber(token: string): void {
  const value = Number(token)
  if (!Number.isFinite(value)) throw refused('数值超出范围')
  if (Object.is(value, -0)) throw refused('数值不能写作 -0')
  if (!/[.eE]/.test(token) && !Number.isSafeInteger(value))
    throw refused('整数超出可精确表示的范围，金额请用字符串')
}

function refused(why: string): Problem {
  return new Problem('bad_request', { message: `请求内容不符合要求：${why}` })
}
