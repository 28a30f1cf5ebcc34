import type { Source } from '../source.ts'
import { code, name } from './firm.ts'

export const labelSource: Source = {
  key: 'label',
  kind: 'label',
  label: '科技、工信、商务部门 重点企业',
  fileWords: /科技|工信|商务|重点企业|白名单|专精特新|高新/,
  ofYear: 'year',
  known: [['name'], ['label'], ['year', 'label']],
  fields: [
    { ...name, required: true },
    code,
    {
      key: 'label',
      label: '类别',
      type: 'text',
      required: true,
      titles: [
        '类别',
        '企业类别',
        '称号',
        '资质',
        '认定类型',
        '标签',
        '名单类别',
        '类型',
        '认定类别',
        '荣誉称号',
        '资质名称',
      ],
    },
    {
      key: 'year',
      label: '认定年份',
      type: 'year',
      titles: ['认定年份', '年度', '年份', '认定年度', '批次年份', '入选年份', '认定时间'],
    },
  ],
}
