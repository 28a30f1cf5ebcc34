import { Alert, Button } from 'antd'
import type { Column } from '../../ui/columns.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { whenText } from '../../ui/When.tsx'
import { Working } from '../../ui/Working.tsx'
import { type Invariant, useIntegrity } from './useOrganisations.ts'

const severities: Readonly<Record<Invariant['severity'], string>> = { S0: '严重', S1: '重要', S2: '一般' }

const columns: readonly Column<Invariant>[] = [
  { title: '应当成立', dataIndex: 'title' },
  {
    title: '结果',
    dataIndex: 'count',
    width: 130,
    render: (n: number) =>
      n === 0 ? (
        <StateTag tone="go">成立</StateTag>
      ) : (
        <StateTag tone="bad">{n.toLocaleString('zh-CN')} 处不成立</StateTag>
      ),
  },
  { title: '轻重', dataIndex: 'severity', width: 72, render: (s: Invariant['severity']) => severities[s] },
  { title: '编号', dataIndex: 'id', width: 84, className: 'num nowrap' },
]

/** Whether the data agree with themselves: each statement that must hold, and what breaks it. */
export function IntegrityPage() {
  const query = useIntegrity()
  const checking = query.isFetching
  return (
    <div className="stack">
      <PageTitle
        title="数据核对"
        note={query.data ? `核对于 ${whenText(query.data.checkedAt)}` : '逐条核对全部数据是否自相一致'}
      >
        <Button loading={checking} onClick={() => void query.refetch()}>
          重新核对
        </Button>
        <Button onClick={() => window.print()}>打印</Button>
      </PageTitle>
      {checking ? (
        <Section title="正在核对">
          <Working title="逐条查全部数据，数据多时要几分钟" note="可以离开本页，核对不改动任何数据" />
        </Section>
      ) : null}
      {checking && !query.data ? null : (
        <Loaded query={query}>{({ rows }) => <Results rows={rows} />}</Loaded>
      )}
    </div>
  )
}

function Results({ rows }: { rows: readonly Invariant[] }) {
  const broken = rows.filter((r) => r.count > 0)
  // What is broken stands first, the worst on top.
  const sorted = [...rows].sort(
    (a, b) => Number(b.count > 0) - Number(a.count > 0) || a.severity.localeCompare(b.severity),
  )
  return (
    <>
      {broken.length === 0 ? (
        <Alert type="success" showIcon title={`${rows.length} 条全部成立`} />
      ) : (
        <Alert
          type="error"
          showIcon
          title={`${rows.length} 条中有 ${broken.length} 条不成立`}
          description="展开可看是哪几行。请把本页打印或截图交给系统管理员；在查清之前，相关数字先不要对外使用。"
        />
      )}
      <Section title="逐条结果">
        <PlainTable
          fit
          rows={sorted}
          columns={columns}
          rowKey="id"
          label="核对结果"
          empty="没有核对项"
          expand={(row) => <Sample sample={row.sample} />}
          canExpand={(row) => row.sample.length > 0}
        />
      </Section>
    </>
  )
}

/** A few of the rows that break a statement, as the database knows them. */
function Sample({ sample }: { sample: Invariant['sample'] }) {
  return (
    <ul className="dots">
      {sample.map((row) => (
        <li key={JSON.stringify(row)} className="num">
          {Object.entries(row)
            .map(([name, value]) => `${name} ${String(value)}`)
            .join('，')}
        </li>
      ))}
    </ul>
  )
}
