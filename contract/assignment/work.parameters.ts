import * as z from 'zod'
import { parameter } from '../kernel/parameter.ts'

/** Of teams and visits: how long one stands in for another, and what is one visit written down twice. */
export const workParameters = {
  coverDaysMax: parameter({
    label: '顶岗一次最长几日',
    schema: z.int().min(1).max(366),
    default: 90,
    why: '休假、培训不过数月；更久的是换人，应办交接',
    unit: '日',
  }),
  visitRepeatMinutes: parameter({
    label: '同一人几分钟内再登记同一户、同一方式和结果的走访视为重复',
    schema: z.int().min(0).max(240),
    default: 10,
    why: '手机信号不好时常有人重填一遍；走完一户再回到同一户很少少于十分钟',
    unit: '分钟',
  }),
} as const
