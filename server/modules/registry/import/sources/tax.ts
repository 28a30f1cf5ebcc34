import type { Source } from '../source.ts'
import { code, name } from './firm.ts'

export const taxSource: Source = {
  key: 'tax',
  kind: 'tax',
  label: '税务部门 纳税信用与入库税款',
  fileWords: /税务|纳税|税款/,
  known: [
    ['code', 'name'],
    ['grade', 'tax'],
  ],
  fields: [
    code,
    name,
    {
      key: 'grade',
      label: '纳税信用等级',
      type: 'grade',
      titles: [
        '纳税信用等级',
        '信用等级',
        '纳税信用级别',
        '信用级别',
        '等级',
        '纳税等级',
        '评价等级',
        '纳税信用评价结果',
      ],
    },
    {
      key: 'tax',
      label: '入库税额',
      type: 'money',
      unit: '元',
      titles: [
        '入库税额',
        '纳税额',
        '税额',
        '纳税总额',
        '入库税款',
        '已纳税额',
        '缴税金额',
        '纳税金额',
        '年度入库税额',
        '实缴税额',
        '税收收入',
      ],
      not: ['退税'],
    },
    {
      key: 'refund',
      label: '出口退税额',
      type: 'money',
      unit: '元',
      titles: ['出口退税额', '退税额', '出口退免税额', '出口退税', '退税金额'],
    },
    {
      key: 'abnormal',
      label: '非正常户',
      type: 'yes',
      titles: ['是否非正常户', '非正常户', '非正常户标识', '是否非正常', '纳税人状态'],
    },
  ],
}
