import type { Standard } from '#contract/visits/words.ts'

interface Help {
  ask: string
  /** Words offered as the basis, by result; tapped instead of typed. */
  words: Readonly<Record<'met' | 'unmet' | 'doubtful', readonly string[]>>
}

/** What to look at on the spot for each of the five standards. There is no button for "all met": each is looked at. */
export const standardHelp: Readonly<Record<Standard, Help>> = {
  1: {
    ask: '是不是正常开门做生意，有没有重大违法',
    words: {
      met: ['现场正在营业', '有社保或纳税记录'],
      unmet: ['已停业多时', '有重大违法记录'],
      doubtful: ['时开时停', '开业时间不长'],
    },
  },
  2: {
    ask: '店面、厂房是不是真的在用；网店看平台店铺',
    words: {
      met: ['门店在用', '厂房设备在用', '网店在经营'],
      unmet: ['地址无此经营场所'],
      doubtful: ['租约快到期', '与登记地址不一致'],
    },
  },
  3: {
    ask: '借钱的理由说不说得通，有没有订单、合同',
    words: {
      met: ['有订单或合同', '旺季备货'],
      unmet: ['说不出用途'],
      doubtful: ['暂无需求，未涉及', '金额偏大'],
    },
  },
  4: {
    ask: '有没有拖欠工资、货款、贷款',
    words: {
      met: ['未听到拖欠', '纳税信用好'],
      unmet: ['有逾期未还', '拖欠工资'],
      doubtful: ['企业自述，待核实'],
    },
  },
  5: {
    ask: '钱是不是用在经营上，不炒股、不买房、不转借',
    words: {
      met: ['用于进货周转', '用于买设备'],
      unmet: ['想还民间借款', '用途不在经营范围'],
      doubtful: ['暂无需求，未涉及', '用途没说清'],
    },
  },
}
