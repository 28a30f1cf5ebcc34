import * as z from 'zod'
import { parameter } from '../kernel/parameter.ts'

/** How much may be handed in, and how long it is kept before it is taken. */
export const importParameters = {
  importUploadDays: parameter({
    label: '没有了结的上报文件最多留几日',
    schema: z.int().min(1).max(90),
    default: 14,
    why: '原文件留着才能改对应重读；含个人信息，两周没人处理就删',
    unit: '日',
  }),
  importFilesPerDay: parameter({
    label: '一个账号一日最多上报几份名单',
    schema: z.int().min(1).max(10_000),
    default: 300,
    why: '全市各部门各行一日的名单合计几十份；三百份以上不是人在报，会占住读取队列',
    unit: '份',
  }),
  importMegabytesPerDay: parameter({
    label: '一个账号一日最多上报多少 MB',
    schema: z.int().min(1).max(1_000_000),
    default: 5_000,
    why: '五百万户的登记名录约 1 GB，九份名单连同一两次重报在内；再多会占满磁盘',
    unit: 'MB',
  }),
  importOpenBatches: parameter({
    label: '一个账号最多几个批次没有了结',
    schema: z.int().min(1).max(10_000),
    default: 100,
    why: '等待确认的行与原文件都占地方，且含个人信息；一次报齐一个市的名单不过几十份',
    unit: '个',
  }),
} as const
