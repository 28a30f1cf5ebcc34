/** The head of the published description: what a caller must know before the first call. */
export const openapiInfo = {
  openapi: '3.1.0',
  info: {
    title: '滴灌 Diguan API',
    version: '0.1.0',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    description: [
      '支持小微企业融资协调工作机制。',
      '',
      '约定：',
      '- 登录 `POST /api/session` 得到 `__Host-diguan` 会话 Cookie；除标明公开的接口外，没有有效会话一律 401。',
      '- 一切非 GET 请求须带与本站相同的 `Origin`，内容类型只收 `application/json`（上传文件为 `application/octet-stream`）。',
      '- 写操作须带 `Idempotency-Key`（16–100 位字母、数字、`_`、`-`）：同键同内容得到原来的回答，同键不同内容 422，正在处理 409。',
      '- 带 `version` 的修改以所见版本为准，已被他人先改则 409。',
      '- 金额一律为以“分”计的字符串，利率为基点整数，日期为北京时间。',
      '- 不认识的字段一律 400；看不到的对象与不存在的对象回答相同，均为 404。',
      '- `x-access` 写明谁可以调用：`public`、`session`，或一项权限及持有它的岗位。',
    ].join('\n'),
  },
  components: {
    securitySchemes: { session: { type: 'apiKey' as const, in: 'cookie' as const, name: '__Host-diguan' } },
  },
}
