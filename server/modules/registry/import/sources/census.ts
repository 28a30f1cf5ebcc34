import type { Source } from '../source.ts'
import { code, name } from './firm.ts'

export const censusSource: Source = {
  key: 'census',
  kind: 'census',
  label: '统计部门 经济普查活跃单位',
  fileWords: /统计|普查|五经普/,
  known: [
    ['code', 'name'],
    ['industry', 'division'],
    ['employees', 'revenue', 'industry'],
  ],
  fields: [
    code,
    name,
    {
      key: 'industry',
      label: '行业代码',
      type: 'industry',
      titles: ['行业代码', '国民经济行业代码', '行业小类代码', '行业小类', '行业类别代码', '行业'],
    },
    {
      key: 'division',
      label: '行政区划代码',
      type: 'division',
      titles: ['行政区划代码', '区划代码', '统计用区划代码', '所在地区划代码', '单位所在地区划'],
    },
    {
      key: 'employees',
      label: '从业人员',
      type: 'count',
      titles: [
        '年末从业人员',
        '从业人员',
        '从业人数',
        '期末从业人员',
        '从业人员期末人数',
        '员工人数',
        '年末从业人员数',
      ],
    },
    {
      key: 'revenue',
      label: '营业收入',
      type: 'money',
      unit: '千元',
      titles: ['营业收入', '年营业收入', '全年营业收入', '收入合计', '主营业务收入'],
    },
  ],
}
