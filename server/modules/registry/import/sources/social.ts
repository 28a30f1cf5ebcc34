import type { Source } from '../source.ts'
import { code, name } from './firm.ts'

export const socialSource: Source = {
  key: 'social',
  kind: 'social',
  label: '人社部门 参保单位',
  fileWords: /人社|社保|参保|医保/,
  known: [
    ['code', 'name'],
    ['insured', 'last_paid_month', 'state'],
    ['insured', 'last_paid_month'],
  ],
  fields: [
    code,
    name,
    {
      key: 'insured',
      label: '参保人数',
      type: 'count',
      titles: ['参保人数', '参保职工人数', '缴费人数', '在保人数', '职工人数', '参保职工数', '参保人数人'],
    },
    {
      key: 'state',
      label: '参保状态',
      type: 'text',
      titles: ['参保状态', '缴费状态', '单位参保状态', '状态'],
    },
    {
      key: 'last_paid_month',
      label: '最近缴费月份',
      type: 'month',
      titles: [
        '最近缴费月份',
        '最近缴费年月',
        '最后缴费月份',
        '缴费月份',
        '最近缴费时间',
        '费款所属期',
        '最近缴费',
        '末次缴费年月',
        '缴费所属期',
      ],
    },
  ],
}
