import * as z from 'zod'

/**
 * Every error the API may answer: code → HTTP status and the sentence shown to the user.
 * A sentence says what happened and what to do next. Details may refine it, never replace the code.
 */
export const problems = {
  bad_request: [400, '请求内容不符合要求，请检查标出的字段'],
  bad_cursor: [400, '翻页位置已失效，请回到第一页重新查询'],
  idempotency_key_required: [400, '缺少 Idempotency-Key 请求头：请为每次提交生成一个不重复的编号'],
  unauthenticated: [401, '请先登录'],
  bad_credentials: [401, '账号或口令不正确；连续多次输错会锁定，最长 15 分钟，请核对后稍候再试'],
  forbidden: [403, '当前岗位没有此项权限；如确有需要，请联系系统管理员调整岗位'],
  password_due: [403, '您用的是一次性口令，请先改成自己的口令，改好后即可办理'],
  cross_site: [403, '请求来源不正确，已拒绝；请在本系统页面内操作'],
  approval_required: [403, '导出行数较多，须先申请并由另一人同意'],
  maker_is_checker: [403, '复核人与经办人不能是同一人，请换人复核'],
  not_found: [404, '没有找到，或您无权查看'],
  method_not_allowed: [405, '不支持的请求方法'],
  stale_version: [409, '他人已先修改，请刷新后再操作；您填写的内容已保留在页面上'],
  wrong_status: [409, '当前状态不能进行此操作，请刷新查看最新进展'],
  missing_fact: [409, '还缺少必要条件，暂不能进行此操作'],
  duplicate: [409, '已存在相同的记录'],
  in_flight: [409, '相同的请求正在处理，请稍候'],
  gone: [410, '已失效'],
  too_large: [413, '内容太大'],
  unsupported_type: [415, '不支持的内容类型，请使用 application/json'],
  idempotency_mismatch: [422, '同一个 Idempotency-Key 已用于不同的内容，请换一个编号'],
  unprocessable: [422, '内容无法处理'],
  bad_file: [422, '文件无法读取'],
  too_many: [429, '操作过于频繁，请稍后再试'],
  quota: [429, '今日查看明文的次数已用完，请明日再试或联系安全管理员'],
  internal: [500, '系统出错，已记录；请稍后重试，如反复出现请把追踪号告诉管理员'],
  unavailable: [503, '系统繁忙，请稍后重试'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemCode = keyof typeof problems

export const ProblemBody = z
  .object({
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    message: z.string(),
    details: z.unknown().optional(),
    traceId: z.string(),
  })
  .meta({ id: 'Problem' })
export type ProblemBody = z.infer<typeof ProblemBody>

/** One line of a field error, as sent in `details.fields` of `bad_request`. */
export interface FieldError {
  field: string
  /** The field as people call it. */
  label?: string
  message: string
}
