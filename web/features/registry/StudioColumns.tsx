import { Select } from 'antd'
import {
  type ColumnOrigin,
  columnOrigins,
  type DateOrder,
  dateOrders,
  moneyUnitWords,
} from '#contract/registry/words.ts'
import type { Column } from '../../ui/columns.ts'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import type { SaidColumn, Studio } from './useStudio.ts'

type StudioColumn = Studio['columns'][number]
type Change = (index: number, part: Partial<SaidColumn>) => void

const tones: Readonly<Record<ColumnOrigin, Tone>> = {
  title: 'go',
  profile: 'go',
  hand: 'go',
  content: 'wait',
  like: 'wait',
  none: 'off',
}

/** How sure a column's field is. */
export function Origin({ origin }: { origin: ColumnOrigin }) {
  return <StateTag tone={tones[origin]}>{columnOrigins[origin]}</StateTag>
}

/** A, B, … AA, as a spreadsheet names its columns. */
export function letterOf(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (index % 26))
}

/** Each column of the sheet: its title, some of its cells, and what it is read as. */
export function StudioColumns({ at, onChange }: { at: Studio; onChange: Change }) {
  const columns: Column<StudioColumn>[] = [
    { title: '列', dataIndex: 'index', className: 'num', render: (n: number) => letterOf(n) },
    {
      title: '表里的列名',
      dataIndex: 'title',
      render: (t: string) => t || <span className="muted">（没有列名）</span>,
    },
    {
      title: '前几格',
      key: 'cells',
      render: (_, c) => <span className="muted">{samplesOf(at, c.index) || '（空）'}</span>,
    },
    { title: '读成', key: 'field', render: (_, c) => <FieldPick at={at} column={c} onChange={onChange} /> },
    {
      title: '单位、日期次序',
      key: 'how',
      render: (_, c) => <HowPick at={at} column={c} onChange={onChange} />,
    },
    { title: '怎么认出的', dataIndex: 'origin', render: (o: ColumnOrigin) => <Origin origin={o} /> },
  ]
  return (
    <PlainTable
      rows={at.columns}
      columns={columns}
      rowKey={(c) => String(c.index)}
      label="列对应"
      empty="没有列；请指定表头在第几行"
    />
  )
}

function samplesOf(at: Studio, index: number): string {
  const cells = at.rows
    .flatMap((r) => r.cells.filter((c) => c.index === index && c.raw !== ''))
    .map((c) => (c.raw.length > 14 ? `${c.raw.slice(0, 14)}…` : c.raw))
  return [...new Set(cells)].slice(0, 3).join('　')
}

interface PickProps {
  at: Studio
  column: StudioColumn
  onChange: Change
}

const leaveOut = ''

function FieldPick({ at, column: c, onChange }: PickProps) {
  const taken = new Map(at.columns.flatMap((o) => (o.field ? [[o.field, o.index]] : [])))
  const options = [
    { value: leaveOut, label: '不导入' },
    ...at.fields.map((f) => {
      const by = taken.get(f.key)
      const elsewhere = by !== undefined && by !== c.index ? `（现为 ${letterOf(by)} 列）` : ''
      return { value: f.key, label: `${f.label}${elsewhere}` }
    }),
  ]
  return (
    <Select
      aria-label={`${letterOf(c.index)} 列读成`}
      showSearch={{ optionFilterProp: 'label' }}
      value={c.field ?? leaveOut}
      options={options}
      onChange={(field) => onChange(c.index, { field: field === leaveOut ? null : field })}
      style={{ width: 170 }}
      popupMatchSelectWidth={false}
    />
  )
}

function HowPick({ at, column: c, onChange }: PickProps) {
  const input = at.fields.find((f) => f.key === c.field)?.input ?? 'other'
  if (input === 'money')
    return (
      <Select<(typeof moneyUnitWords)[number]>
        aria-label={`${letterOf(c.index)} 列单位`}
        value={moneyUnitWords.find((u) => u === c.unit)}
        placeholder="按格内所写"
        options={moneyUnitWords.map((u) => ({ value: u, label: u }))}
        onChange={(unit) => onChange(c.index, { unit })}
        style={{ width: 110 }}
      />
    )
  if (input === 'day')
    return (
      <Select<DateOrder>
        aria-label={`${letterOf(c.index)} 列日期次序`}
        value={c.dateOrder ?? 'ymd'}
        options={Object.entries(dateOrders).map(([value, label]) => ({ value: value as DateOrder, label }))}
        onChange={(dateOrder) => onChange(c.index, { dateOrder })}
        style={{ width: 110 }}
      />
    )
  return <span className="muted">—</span>
}
