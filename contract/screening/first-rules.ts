import type { Rule } from './rules.ts'

/**
 * The first rule set: who is left out before anyone is sent out, and in which order the rest is visited.
 * Exclusions: 温州 (census and tax lists after banks met shells), 浙江 (僵尸、空壳、不诚信). Order: 湛江 分类分批.
 */
export const firstRules: Rule[] = [
  {
    key: 'cancelled',
    label: '已注销、吊销或迁出',
    why: '登记状态表明不在本地经营',
    effect: { exclude: true },
    when: { field: 'registrationStatus', is: 'oneOf', words: ['cancelled', 'revoked', 'moved_out'] },
  },
  {
    key: 'dishonest',
    label: '失信未结束',
    why: '失信被执行人、严重违法失信、重大税收违法，且没有移出日期；已移出的不算',
    effect: { exclude: true },
    when: { field: 'openMarks', is: 'hasAny', words: ['judgment_debtor', 'serious_dishonest', 'major_tax'] },
  },
  {
    key: 'shell',
    label: '空壳',
    why: '税务认定为非正常户，或在经营异常名录中尚未移出',
    effect: { exclude: true },
    when: {
      any: [
        { field: 'taxAbnormal', is: 'yes' },
        { field: 'openMarks', is: 'hasAny', words: ['abnormal_operation'] },
      ],
    },
  },
  {
    key: 'zombie',
    label: '僵尸企业',
    why: '成立满两年的企业，没有入库税款、近一年没有缴过社保、不在普查活跃名单、没有贷款、不是重点企业',
    effect: { exclude: true },
    when: {
      all: [
        { field: 'kind', is: 'oneOf', words: ['enterprise'] },
        { field: 'foundedOn', is: 'monthsAgoAtLeast', months: 24 },
        {
          any: [
            { field: 'inTaxList', is: 'no' },
            {
              all: [
                { field: 'taxPaid', is: 'moneyAtMost', fen: '0' },
                { field: 'exportRefund', is: 'moneyAtMost', fen: '0' },
              ],
            },
          ],
        },
        {
          any: [
            { field: 'inSocialList', is: 'no' },
            { field: 'lastPaidMonth', is: 'monthsAgoAtLeast', months: 12 },
          ],
        },
        { field: 'inCensus', is: 'no' },
        { field: 'hasLoan', is: 'no' },
        { field: 'labelled', is: 'no' },
      ],
    },
  },
  {
    key: 'taxedOrInsured',
    label: '有纳税或参保数据',
    why: '湛江：先访有社保、纳税数据的',
    effect: { tier: 1 },
    when: {
      any: [
        { field: 'taxPaid', is: 'moneyAtLeast', fen: '1' },
        { field: 'lastPaidMonth', is: 'monthsAgoAtMost', months: 12 },
      ],
    },
  },
  {
    key: 'demand',
    label: '已登记融资需求',
    why: '湛江：再访主动登记需求的',
    effect: { tier: 2 },
    when: { field: 'hasDemand', is: 'yes' },
  },
  {
    key: 'renewal',
    label: '贷款九十天内到期',
    why: '湛江：再访银行掌握的续贷需求；温州：提前一个月沟通',
    effect: { tier: 3 },
    when: { field: 'loanDueOn', is: 'daysAheadAtMost', days: 90 },
  },
]
