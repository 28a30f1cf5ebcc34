import type { Source } from '../source.ts'
import { code, name } from './firm.ts'

export const markSource: Source = {
  key: 'mark',
  kind: 'mark',
  label: '信用部门 失信与异常名单',
  fileWords: /失信|异常|黑名单|信用办|信用平台/,
  known: [['code', 'name'], ['mark'], ['listed_on']],
  fields: [
    code,
    name,
    {
      key: 'mark',
      label: '名单类型',
      type: 'mark',
      required: true,
      titles: [
        '名单类型',
        '名单类别',
        '列入名单',
        '失信类型',
        '类型',
        '标记',
        '名单名称',
        '失信类别',
        '列入类型',
        '类别',
      ],
    },
    {
      key: 'listed_on',
      label: '列入日期',
      type: 'day',
      required: true,
      titles: [
        '列入日期',
        '列入时间',
        '认定日期',
        '公布日期',
        '发布日期',
        '立案日期',
        '列入名单日期',
        '决定日期',
      ],
    },
    {
      key: 'removed_on',
      label: '移出日期',
      type: 'day',
      titles: [
        '移出日期',
        '移出时间',
        '移除日期',
        '退出日期',
        '修复日期',
        '解除日期',
        '屏蔽日期',
        '失信终止日期',
        '移出名单日期',
      ],
    },
  ],
}
