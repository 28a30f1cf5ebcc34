import type * as z from 'zod'

/**
 * What is said of a field that brings no words of its own; a message of the field itself goes first. The pages have
 * better words for their own forms and do not use these.
 */
export function inChinese(issue: z.core.$ZodRawIssue): string {
  if (isMissing(issue)) return '必须填写'
  switch (issue.code) {
    case 'invalid_type':
      return `应为${kinds[issue.expected] ?? '正确的内容'}`
    case 'invalid_value':
    case 'invalid_union':
      return '不在可选范围内'
    case 'too_small':
      return `不能少于 ${issue.minimum}${units[issue.origin] ?? ''}`
    case 'too_big':
      return `不能多于 ${issue.maximum}${units[issue.origin] ?? ''}`
    case 'invalid_format':
      return '格式不正确'
    case 'unrecognized_keys':
      return `不认识的字段：${issue.keys
        .slice(0, 5)
        .map((k) => k.slice(0, 40))
        .join('、')}`
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
      return '内容不正确'
  }
}

/** Left out: the field itself, or the word that says which of several forms a body has. */
function isMissing(issue: z.core.$ZodRawIssue): boolean {
  if (issue.code !== 'invalid_union' || typeof issue.discriminator !== 'string')
    return issue.input === undefined
  return (issue.input as Record<string, unknown> | undefined)?.[issue.discriminator] === undefined
}

const kinds: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '是或否',
  array: '列表',
  object: '一组字段',
  record: '一组字段',
}

const units: Readonly<Record<string, string>> = { string: ' 个字', array: ' 项' }
