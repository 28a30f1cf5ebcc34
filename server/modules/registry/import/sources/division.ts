import type { Source } from '../source.ts'

export const divisionSource: Source = {
  key: 'division',
  kind: 'division',
  label: '行政区划',
  fileWords: /区划|行政区/,
  known: [['division'], ['division_name'], ['level', 'parent']],
  fields: [
    {
      key: 'division',
      label: '代码',
      type: 'division',
      required: true,
      titles: ['代码', '行政区划代码', '区划代码', '统计用区划代码', '编码'],
      not: ['上级代码'],
    },
    {
      key: 'division_name',
      label: '名称',
      type: 'text',
      required: true,
      titles: ['名称', '区划名称', '行政区划名称', '地区名称'],
    },
    { key: 'level', label: '层级', type: 'level', titles: ['层级', '级别', '级次', '类型'] },
    {
      key: 'parent',
      label: '上级代码',
      type: 'division',
      titles: ['上级代码', '上级区划代码', '父级代码', '上级'],
    },
  ],
}
