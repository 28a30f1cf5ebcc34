/**
 * Whom a row without a right code speaks of: the parts that are compared, and what each is worth. Points, not
 * probabilities: they are set so that no single likeness links by itself and each can be read out to a clerk. The
 * figures they reach on planted truth stand in docs/identity.md; whoever changes one measures again there.
 */
interface Part {
  label: string
  /** Points where it holds; below zero where it speaks against. */
  weight: number
  reason: string
}

export const identityParts = {
  nameSame: { label: '全称相同', weight: 12, reason: '一字不差；同名者多，只作补充' },
  formerName: { label: '与曾用名相同', weight: 60, reason: '登记名录里这一户以前就叫这个名称' },
  brandSame: { label: '字号相同', weight: 34, reason: '字号是名称里最能区分的部分' },
  brandSound: { label: '字号同音', weight: 24, reason: '口述、手写的名单常写同音字' },
  brandLike: { label: '字号相近', weight: 18, reason: '多一字、少一字或错一字' },
  tradeSame: { label: '行业用语相同', weight: 14, reason: '同字号而同行业，多半是同一户' },
  tradeDiffers: { label: '行业用语不同', weight: -16, reason: '同字号做不同行业，多半是两户' },
  formSame: { label: '组织形式同类', weight: 8, reason: '商行、经营部等随手写，同一类即可' },
  formDiffers: { label: '组织形式不同类', weight: -12, reason: '公司与个体户是两个主体' },
  placeSame: { label: '同一区县', weight: 6, reason: '登记所在地，或名称里的地名' },
  placeDiffers: { label: '不在同一区县', weight: -20, reason: '各区县同名的小店很多' },
  townDiffers: { label: '名称里的镇街不同', weight: -20, reason: '同一字号在各镇街各有一家' },
  addressSame: { label: '地址相同', weight: 28, reason: '去掉区划后街路门牌一致' },
  addressLike: { label: '地址相近', weight: 14, reason: '街路相同，门牌写法不同' },
  addressDiffers: { label: '地址不同', weight: -8, reason: '可能搬迁，只作减分' },
  personSame: { label: '经营者相同', weight: 24, reason: '法定代表人或经营者姓名一致' },
  personDiffers: { label: '经营者不同', weight: -14, reason: '可能变更，只作减分' },
  phoneSame: { label: '电话相同', weight: 24, reason: '代办电话会被多户共用，不单独作准' },
} as const satisfies Record<string, Part>

export type IdentityPart = keyof typeof identityParts

/** How many candidates a clerk is shown. */
export const candidatesShown = 5

/** Endings of names by class of legal form (企业名称登记管理规定, 个体工商户名称登记管理办法); longer ones are tried first. */
export const legalForms: Readonly<
  Record<'company' | 'shop' | 'works' | 'cooperative' | 'farm', readonly string[]>
> = {
  company: ['有限责任公司', '股份有限公司', '集团有限公司', '有限公司', '总公司', '分公司', '公司'],
  shop: [
    '小吃店',
    '门市部',
    '经营部',
    '批发部',
    '经销部',
    '零售部',
    '服务部',
    '货运部',
    '服务中心',
    '工作室',
    '专卖店',
    '便利店',
    '副食店',
    '商店',
    '网店',
    '商行',
    '商铺',
    '门店',
    '餐馆',
    '饭店',
    '酒楼',
    '茶楼',
    '食府',
    '超市',
    '中心',
    '店',
    '行',
    '铺',
    '坊',
    '馆',
    '部',
    '档',
    '屋',
    '阁',
    '轩',
  ],
  works: ['加工厂', '加工点', '加工部', '施工队', '作坊', '工厂', '厂普通合伙', '厂', '队'],
  cooperative: ['农民专业合作社', '专业合作社', '农民合作社', '合作社', '联合社'],
  farm: ['家庭农场', '种植园', '养殖场', '种养场', '种植场', '种植户', '养殖户', '农场', '果园', '园'],
}

/** Words for what a firm does, as they stand between brand and form. Words that mean the same stand in one line. */
export const tradeWords: readonly (readonly string[])[] = [
  ['面食', '面馆', '粉面'],
  ['家常菜', '菜馆', '餐饮', '快餐', '饮食', '小吃'],
  ['茶饮', '奶茶', '饮品', '冷饮'],
  ['烧烤', '烤肉'],
  ['百货', '日用品', '日用百货', '副食', '便利', '杂货'],
  ['蔬果', '水果', '果蔬', '果业'],
  ['水产冷冻', '水产', '海鲜', '冷冻', '海产'],
  ['服装', '服饰', '制衣', '衣业'],
  ['五金', '五金交电', '机电'],
  ['家具', '家私', '家居'],
  ['手机', '通讯', '通信'],
  ['医药', '药业', '大药房'],
  ['建材', '建筑材料', '装饰材料'],
  ['粮油', '粮食'],
  ['农资', '农业生产资料', '肥业', '农业'],
  ['家纺', '纺织品', '纺织', '针织'],
  ['金属材料', '金属', '钢材', '钢铁'],
  ['酒业', '酒水', '烟酒'],
  ['汽修', '汽车维修', '汽车修理', '汽车服务', '汽车修配'],
  ['汽车零部件', '汽车配件', '汽配'],
  ['美容美发', '美发', '美容', '理发'],
  ['广告', '广告传媒', '传媒', '文化传播'],
  ['旅馆', '宾馆', '旅店', '住宿', '酒店'],
  ['家政', '保洁'],
  ['管道', '管业'],
  ['阀门'],
  ['鞋业', '制鞋', '鞋材'],
  ['食品'],
  ['模具'],
  ['电器', '电气'],
  ['包装', '包装材料', '印刷'],
  ['光伏', '新能源'],
  ['建筑工程', '建筑', '建设工程', '建设', '工程'],
  ['装饰', '装饰工程', '装修', '装饰装修'],
  ['水电安装', '水电'],
  ['物流', '运输', '货运', '物流运输'],
  ['仓储', '冷链'],
  ['软件', '信息科技', '信息技术', '网络科技', '科技'],
  ['电子商务', '电商', '商贸', '贸易', '实业'],
  ['蔬菜种植', '蔬菜'],
  ['柑橘种植', '柑橘'],
  ['茶叶种植', '茶叶', '茶业'],
  ['水稻种植', '水稻'],
  ['生猪养殖', '养猪'],
  ['淡水养殖', '水产养殖', '养鱼'],
  ['药材种植', '药材', '中药材'],
  ['种养', '种植养殖', '种植', '养殖'],
]

/** What becomes of a case of the queue. */
export const identityStates = {
  open: '待认定',
  later: '以后再看',
  proposed: '待另一人确认并户',
  linked: '已认定',
  notSame: '都不是',
  settled: '已自行了结',
} as const

/** Who decided. */
export const identityHow = {
  score: '按得分自动对上',
  memory: '按上次认定',
  person: '人工认定',
} as const
