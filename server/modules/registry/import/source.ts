import type { ImportKind } from '#contract/registry/words.ts'
import type { MoneyUnit } from './values/money.ts'

/** How a cell of a column is read. */
export type FieldType =
  | 'code'
  | 'name'
  | 'text'
  | 'phone'
  | 'day'
  | 'month'
  | 'money'
  | 'capital'
  | 'rate'
  | 'count'
  | 'status'
  | 'kind'
  | 'mark'
  | 'grade'
  | 'yes'
  | 'guarantee'
  | 'division'
  | 'level'
  | 'industry'

/** One field of a kind of list: what it is called in the house and what departments call it. */
export interface Field {
  /** Column of the staging table. */
  key: string
  label: string
  type: FieldType
  /** Titles, normalised by `titleKey`; the first that equals wins, then the longest that is contained. */
  titles: readonly string[]
  /** Titles that look alike and are something else. */
  not?: readonly string[]
  /** The row is refused without it. */
  required?: true
  /** Unit of a money column whose title and notes name none; its use is reported. */
  unit?: MoneyUnit
  /** Where no column carries it, the sheet's name does (one sheet a bank). */
  fromSheet?: true
}

/** A declared list format. Departments differ in words and order, not in what a list of a kind tells. */
export interface Source {
  key: string
  kind: ImportKind
  label: string
  fields: readonly Field[]
  /** A sheet is of this kind only when each group has a column: the marks by which a header is known. */
  known: readonly (readonly string[])[]
  /** Words in a file name that speak for this kind when headers leave a doubt. */
  fileWords: RegExp
}

const code: Field = {
  key: 'code',
  label: '统一社会信用代码',
  type: 'code',
  titles: [
    '统一社会信用代码',
    '统一信用代码',
    '社会信用代码',
    '信用代码',
    '纳税人识别号',
    '证件号码',
    '组织机构代码',
    '统一社会信用代码注册号',
    '统一代码',
    '税号',
    '注册号',
    '代码',
    '证照号码',
    '单位代码',
    '机构代码',
    '主体代码',
    '营业执照号',
  ],
  not: ['行业代码', '行政区划代码', '区划代码', '单位编号', '法定代表人证件号码', '负责人证件号码'],
}
const name: Field = {
  key: 'name',
  label: '名称',
  type: 'name',
  titles: [
    '企业名称',
    '单位名称',
    '纳税人名称',
    '客户名称',
    '名称',
    '主体名称',
    '经营主体名称',
    '市场主体名称',
    '单位详细名称',
    '字号名称',
    '商户名称',
    '企业商户名称',
    '参保单位名称',
    '借款人名称',
    '借款人',
    '法人单位名称',
    '户名',
    '企业名',
    '公司名称',
  ],
  not: ['网点名称', '银行名称', '行业名称', '产品名称', '区划名称', '法定代表人'],
}

export const sources: readonly Source[] = [
  {
    key: 'registration',
    kind: 'registration',
    label: '市场监管部门 登记名录',
    fileWords: /市场监管|市监|工商|登记|主体名录|经营主体/,
    known: [
      ['code'],
      ['name'],
      ['registration_status', 'founded_on', 'capital'],
      ['address', 'type_text', 'scope'],
    ],
    fields: [
      { ...code, required: true },
      { ...name, required: true },
      {
        key: 'founded_on',
        label: '成立日期',
        type: 'day',
        titles: [
          '成立日期',
          '注册日期',
          '设立日期',
          '登记日期',
          '成立时间',
          '开业日期',
          '注册时间',
          '核准设立日期',
          '成立',
        ],
        not: ['注销日期', '核准日期'],
      },
      {
        key: 'type_text',
        label: '企业类型',
        type: 'kind',
        titles: [
          '企业类型',
          '主体类型',
          '市场主体类型',
          '经营主体类型',
          '类型',
          '组织形式',
          '单位类型',
          '企业机构类型',
        ],
      },
      {
        key: 'legal_rep',
        label: '法定代表人',
        type: 'text',
        titles: [
          '法定代表人',
          '法人代表',
          '负责人',
          '经营者',
          '法人',
          '法定代表人姓名',
          '经营者姓名',
          '法人姓名',
          '投资人',
        ],
      },
      {
        key: 'capital',
        label: '注册资金',
        type: 'capital',
        titles: ['注册资金', '注册资本', '资金数额', '出资额', '注册资本金', '成员出资总额', '注册资本元'],
      },
      {
        key: 'scope',
        label: '经营范围',
        type: 'text',
        titles: ['经营范围', '主营业务', '业务范围', '经营业务范围'],
      },
      {
        key: 'address',
        label: '地址',
        type: 'text',
        titles: [
          '注册地址',
          '住所',
          '经营场所',
          '地址',
          '登记住所',
          '经营地址',
          '住所地址',
          '注册住所',
          '企业地址',
          '生产经营地址',
        ],
      },
      {
        key: 'registration_status',
        label: '登记状态',
        type: 'status',
        titles: [
          '登记状态',
          '经营状态',
          '企业状态',
          '存续状态',
          '状态',
          '主体状态',
          '市场主体状态',
          '登记注册状态',
        ],
        not: ['参保状态'],
      },
      {
        key: 'phone',
        label: '联系电话',
        type: 'phone',
        titles: [
          '联系电话',
          '电话',
          '联系方式',
          '手机',
          '手机号',
          '手机号码',
          '电话号码',
          '企业联系电话',
          '联系人电话',
        ],
      },
    ],
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
    key: 'mark',
    kind: 'mark',
    label: '信用部门 失信与异常名单',
    fileWords: /失信|异常|黑名单|信用办|信用平台/,
    known: [['code', 'name'], ['mark'], ['listed_on']],
    fields: [
      code,
      name,
      {
        key: 'mark',
        label: '名单类型',
        type: 'mark',
        required: true,
        titles: [
          '名单类型',
          '名单类别',
          '列入名单',
          '失信类型',
          '类型',
          '标记',
          '名单名称',
          '失信类别',
          '列入类型',
          '类别',
        ],
      },
      {
        key: 'listed_on',
        label: '列入日期',
        type: 'day',
        required: true,
        titles: [
          '列入日期',
          '列入时间',
          '认定日期',
          '公布日期',
          '发布日期',
          '立案日期',
          '列入名单日期',
          '决定日期',
        ],
      },
      {
        key: 'removed_on',
        label: '移出日期',
        type: 'day',
        titles: [
          '移出日期',
          '移出时间',
          '移除日期',
          '退出日期',
          '修复日期',
          '解除日期',
          '屏蔽日期',
          '失信终止日期',
          '移出名单日期',
        ],
      },
    ],
  },
  {
    key: 'loan',
    kind: 'loan',
    label: '银行 存量贷款客户',
    fileWords: /贷款|存量|银行客户/,
    known: [['code', 'name'], ['balance'], ['issued_on', 'due_on']],
    fields: [
      code,
      name,
      {
        key: 'bank_name',
        label: '贷款银行',
        type: 'text',
        required: true,
        fromSheet: true,
        titles: [
          '贷款银行',
          '银行',
          '银行名称',
          '经办银行',
          '放款银行',
          '机构名称',
          '经办机构',
          '所属银行',
          '承贷银行',
        ],
      },
      {
        key: 'balance',
        label: '贷款余额',
        type: 'money',
        required: true,
        titles: [
          '贷款余额',
          '余额',
          '贷款本金余额',
          '未还本金',
          '本金余额',
          '用信余额',
          '贷款金额',
          '借款余额',
        ],
      },
      {
        key: 'issued_on',
        label: '发放日期',
        type: 'day',
        titles: [
          '发放日期',
          '发放日',
          '放款日期',
          '放款日',
          '起息日',
          '贷款起始日',
          '借款日期',
          '发放时间',
          '起始日期',
          '起始日',
          '贷款发放日',
        ],
      },
      {
        key: 'due_on',
        label: '到期日期',
        type: 'day',
        titles: ['到期日期', '到期日', '贷款到期日', '还款日', '终止日期', '到期时间', '终止日'],
      },
      {
        key: 'guarantee',
        label: '担保方式',
        type: 'guarantee',
        titles: ['担保方式', '担保类型', '主担保方式', '担保形式'],
      },
      {
        key: 'rate',
        label: '执行利率',
        type: 'rate',
        titles: ['执行利率', '利率', '年利率', '贷款利率', '执行年利率', '利率年化'],
      },
    ],
  },
  {
    key: 'label',
    kind: 'label',
    label: '科技、工信、商务部门 重点企业',
    fileWords: /科技|工信|商务|重点企业|白名单|专精特新|高新/,
    known: [['name'], ['label'], ['year', 'label']],
    fields: [
      { ...name, required: true },
      code,
      {
        key: 'label',
        label: '类别',
        type: 'text',
        required: true,
        titles: [
          '类别',
          '企业类别',
          '称号',
          '资质',
          '认定类型',
          '标签',
          '名单类别',
          '类型',
          '认定类别',
          '荣誉称号',
          '资质名称',
        ],
      },
      {
        key: 'year',
        label: '认定年份',
        type: 'count',
        titles: ['认定年份', '年度', '年份', '认定年度', '批次年份', '入选年份', '认定时间'],
      },
    ],
  },
  {
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
    ],
  },
  {
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
  },
]

export function sourceOfKind(kind: ImportKind): Source {
  return sources.find((s) => s.kind === kind)!
}
