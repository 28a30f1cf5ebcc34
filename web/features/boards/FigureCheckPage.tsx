import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { figureVerdicts } from '#contract/boards/figure-check.ts'
import type { boardRoutes } from '#contract/boards/routes.ts'
import type { AnswerOf } from '#contract/kernel/route.ts'
import { api } from '../../shell/api.ts'
import type { Column } from '../../ui/columns.ts'
import { PickDay, useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'

type Checked = AnswerOf<typeof boardRoutes.checkFigures>
type Figure = Checked['figures'][number]

const tones: Readonly<Record<Figure['verdict'], Tone>> = {
  refused: 'bad',
  suspect: 'bad',
  differs: 'wait',
  agrees: 'go',
  unknown: 'off',
}

const columns: readonly Column<Figure>[] = [
  { title: '写的', dataIndex: 'text', className: 'num nowrap' },
  { title: '即', dataIndex: 'exact', className: 'num nowrap', align: 'right' },
  { title: '是什么', dataIndex: 'name', render: (n: string | null) => n ?? '—' },
  {
    title: '核对',
    dataIndex: 'verdict',
    width: 140,
    render: (v: Figure['verdict']) => <StateTag tone={tones[v]}>{figureVerdicts[v]}</StateTag>,
  },
  {
    title: '系统',
    dataIndex: 'own',
    className: 'num nowrap',
    align: 'right',
    render: (o: string | null) => o ?? '—',
  },
  {
    title: '说明',
    dataIndex: 'message',
    render: (message: string, f) => (
      <>
        {message}
        {f.instead ? <strong>{`　${f.instead}`}</strong> : null}
      </>
    ),
  },
]

const example = '全市走访 42.14 万户，走访率 103.68%；授信 3.08 万户、359.35 亿元'

/** Figures of a report before it goes out: is each possible, and is it what the system counts under that name. */
export function FigureCheckPage() {
  const [filters] = useFilters()
  const [text, setText] = useState('')
  const check = useMutation({
    mutationFn: () => api.checkFigures({ body: { text, asOf: filters.asOf, division: filters.division } }),
  })
  const ask = () => (text.trim() === '' ? undefined : check.mutate())
  return (
    <div className="stack">
      <PageTitle title="数字核对" note="简报、通报发出前，把有数字的话贴进来；不保存" />
      <div className="filters no-print">
        <DivisionPicker name="division" />
        <PickDay name="asOf" label="截至（默认今天）" />
      </div>
      <Input.TextArea
        aria-label="要核对的话"
        rows={5}
        maxLength={4000}
        showCount
        value={text}
        placeholder={`例如：${example}`}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) ask()
        }}
      />
      <div className="row no-print">
        <Button type="primary" loading={check.isPending} disabled={text.trim() === ''} onClick={ask}>
          核对
        </Button>
        <span className="muted">也可按 Ctrl+Enter</span>
        {text === '' ? (
          <Button type="link" size="small" onClick={() => setText(example)}>
            用例句试一次
          </Button>
        ) : null}
      </div>
      <ProblemNote problem={check.error} />
      {check.data ? <Answer data={check.data} /> : <Explain />}
    </div>
  )
}

/** What the page does, before anything has been asked. */
function Explain() {
  return (
    <Section title="会核对什么">
      <ul className="dots">
        <li>单位：万与亿、元与万元、户与户次有没有写错</li>
        <li>可能不可能：比率超过 100%、授信户数多于申报户数之类，会说明为什么、应当怎么写</li>
        <li>
          与系统是否一致：写明“走访、申报、推荐、授信、放款”等名称的，与同一截止日、同一区划的看板数比对
        </li>
      </ul>
    </Section>
  )
}

function Answer({ data }: { data: Checked }) {
  const wrong = data.figures.filter((f) => f.verdict === 'refused' || f.verdict === 'suspect').length
  const list = data.listName ?? '尚未发布走访对象清单'
  return (
    <Section
      title={`${data.figures.length} 个数字`}
      note={`截至 ${data.asOf}；清单：${list}；登记库第 ${data.version} 版，${data.entities.toLocaleString('zh-CN')} 户`}
    >
      {wrong > 0 ? (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={`${wrong} 个数字不可能或疑单位有误，请改正后再发出`}
        />
      ) : null}
      <PlainTable
        fit
        rows={data.figures}
        columns={columns}
        rowKey={(f) => String(f.at)}
        label="核对结果"
        empty="没有找到带单位的数字；户、万户、户次、元、万元、亿元、% 可以识别"
      />
    </Section>
  )
}
