import type { Source } from '../source.ts'

export const branchSource: Source = {
  key: 'branch',
  kind: 'branch',
  label: '银行 网点与走访能力',
  fileWords: /网点|走访能力|支行/,
  known: [['bank_name'], ['branch_name'], ['visits']],
  fields: [
    {
      key: 'bank_name',
      label: '银行',
      type: 'text',
      required: true,
      titles: ['银行', '银行名称', '所属银行', '法人机构', '总行', '机构'],
    },
    {
      key: 'branch_name',
      label: '网点名称',
      type: 'text',
      required: true,
      titles: ['网点名称', '支行名称', '网点', '支行', '机构名称', '经办网点', '分支机构'],
    },
    {
      key: 'division',
      label: '行政区划代码',
      type: 'division',
      required: true,
      titles: ['行政区划代码', '区划代码', '所在区划', '所在区县代码', '区县代码', '所属区划'],
    },
    {
      key: 'contact_name',
      label: '联系人',
      type: 'text',
      titles: ['联系人', '负责人', '联系人姓名', '客户经理'],
    },
    {
      key: 'contact_phone',
      label: '联系电话',
      type: 'phone',
      titles: ['联系电话', '电话', '联系方式', '手机'],
    },
    {
      key: 'visits',
      label: '年走访能力',
      type: 'count',
      required: true,
      titles: ['年走访能力', '走访能力', '可走访户数', '年可走访户数', '走访户数', '年度走访能力'],
    },
    {
      key: 'credit_plan',
      label: '专项授信计划',
      type: 'money',
      unit: '万元',
      titles: ['专项授信计划', '授信计划', '专项额度', '计划授信', '授信额度', '专项信贷计划'],
    },
    {
      key: 'trades',
      label: '特色行业',
      type: 'text',
      titles: ['特色行业', '行业特色', '专长行业', '特色领域', '主要服务行业'],
    },
  ],
}
