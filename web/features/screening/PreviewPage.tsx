import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Alert, Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { BackLink } from '../../ui/BackLink.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { newKey } from '../../ui/newKey.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { Tiles } from '../../ui/Tiles.tsx'
import { useSay } from '../../ui/useSay.ts'
import { When } from '../../ui/When.tsx'
import { Working } from '../../ui/Working.tsx'
import { PreviewSamples } from './PreviewSamples.tsx'
import { type Preview, usePreview, usePreviewRules } from './usePreview.ts'

/** What a draft would do, before it binds: who comes in and who falls out, by everything one may ask. */
export function PreviewPage() {
  const { previewId } = useParams({ strict: false }) as { previewId: string }
  const preview = usePreview(previewId)
  return (
    <div className="stack">
      <BackLink to="/screening" label="筛查" />
      <Loaded query={preview}>{(p) => <Content preview={p} />}</Loaded>
    </div>
  )
}

function Content({ preview: p }: { preview: Preview }) {
  return (
    <>
      <PageTitle
        title={`试算：第 ${p.ruleVersion} 版规则草稿`}
        note="只是试算：没有写入任何结论，也没有改动清单"
      >
        <LinkButton to="/screening/drafts/$ruleSetId" params={{ ruleSetId: p.ruleSetId }}>
          看草稿
        </LinkButton>
        <Again preview={p} />
      </PageTitle>
      {p.state === 'running' ? (
        <Section title="正在试算">
          <Working title="正在按草稿逐户判断" since={p.startedAt} note="全市一般十几秒；可以离开本页再回来" />
        </Section>
      ) : null}
      {p.state === 'failed' ? (
        <Alert
          type="error"
          showIcon
          title={p.failure ?? '试算没有完成'}
          description="点“重新试算”再做一次。"
        />
      ) : null}
      {p.state === 'done' ? <Result preview={p} /> : null}
    </>
  )
}

/** Tries the draft again, with the list in force or with the last run as the standard. */
function Again({ preview: p }: { preview: Preview }) {
  const start = usePreviewRules()
  const say = useSay()
  const navigate = useNavigate()
  const [key, setKey] = useState(newKey)
  const again = (against?: 'list' | 'run') =>
    start.mutate(
      { ruleSetId: p.ruleSetId, against, asOf: p.asOf, key },
      {
        onSuccess: (made) => {
          setKey(newKey())
          void navigate({ to: '/screening/previews/$previewId', params: { previewId: made.id } })
        },
        onError: (error) => {
          setKey(newKey())
          say.problem(error)
        },
      },
    )
  const busy = start.isPending || p.state === 'running'
  return (
    <>
      {p.against === 'none' ? null : (
        <Button disabled={busy} onClick={() => again(p.against === 'list' ? 'run' : 'list')}>
          {p.against === 'list' ? '改与上次筛查比' : '改与已发布清单比'}
        </Button>
      )}
      <Button disabled={busy} onClick={() => again(p.against === 'run' ? 'run' : undefined)}>
        重新试算
      </Button>
    </>
  )
}

function Result({ preview: p }: { preview: Preview }) {
  const open = (change: 'entered' | 'left') => ({
    to: `/screening/previews/${p.id}/firms`,
    search: { change },
  })
  return (
    <>
      {p.current ? null : (
        <Alert
          type="warning"
          showIcon
          title="草稿或名单在试算之后又有变化"
          description="下面是当时的结果；点“重新试算”按现在的草稿和名单再算一次。"
        />
      )}
      <Section title="结果" note={`单位：户；与${p.againstText}相比`}>
        <Tiles
          label="试算结果"
          items={[
            { label: '保留', n: p.targets, hint: `共 ${p.entities.toLocaleString('zh-CN')} 户参加筛查` },
            { label: '进入', n: p.entered, hint: '原来不走访，新规则下走访', ...open('entered') },
            { label: '退出', n: p.left, hint: '原来走访，新规则下剔除', tone: 'wait', ...open('left') },
            { label: '换批次', n: p.moved, hint: '仍走访，先后变了' },
          ]}
        />
      </Section>
      {p.entered + p.left === 0 ? null : <Cuts preview={p} />}
      <Section title="这次试算">
        <Facts
          items={[
            { label: '比较对象', value: p.againstText },
            { label: '截止日期', value: p.asOf },
            { label: '登记库', value: `第 ${p.version} 版` },
            { label: '试算人', value: p.by },
            { label: '完成', value: <When at={p.finishedAt} /> },
            {
              label: '结果摘要（发布后用同样的数据筛查，必得同样的摘要）',
              value: p.resultHash ? <code className="small">{p.resultHash.slice(0, 16)}</code> : null,
            },
          ]}
        />
      </Section>
    </>
  )
}

type Cut = 'division' | 'bank' | 'kind' | 'tier' | 'reason'

function Cuts({ preview: p }: { preview: Preview }) {
  const cuts: [title: string, by: Cut, lines: Preview['kinds'], note?: string][] = [
    // The longest first: it fills the one column, the others the second.
    ['按主办行', 'bank', p.banks, '以已发布清单为准'],
    ['按理由', 'reason', p.reasons, '进入的看原来为什么剔除，退出的看现在为什么剔除；一户可有几条'],
    ['按区县', 'division', p.counties],
    ['按主体类型', 'kind', p.kinds],
    ['按批次', 'tier', p.tiers, '进入的按新批次，退出的按原批次'],
  ]
  const table = (title: string, by: Cut, lines: Preview['kinds']) => (
    <PlainTable
      rows={lines}
      columns={lineColumns(p.id, title.slice(1), by)}
      rowKey="key"
      label={title}
      empty="没有变化"
    />
  )
  return (
    <>
      <PreviewSamples preview={p} />
      <div className="packed">
        {cuts.map(([title, by, lines, note]) => (
          <Section key={title} title={title} note={note ?? '单位：户'}>
            {table(title, by, lines)}
          </Section>
        ))}
      </div>
      <Section title="按镇街" note="单位：户">
        <details open={p.towns.length <= 12}>
          <summary>有变化的 {p.towns.length.toLocaleString('zh-CN')} 个镇街</summary>
          {table('按镇街', 'division', p.towns)}
        </details>
      </Section>
    </>
  )
}

type Line = Preview['kinds'][number]

function lineColumns(previewId: string, title: string, by: Cut): TableColumnsType<Line> {
  const figure = (change: 'entered' | 'left') => (n: number, line: Line) =>
    // Where a place is not known there is no place to narrow the list to.
    n === 0 || line.key === '0' ? (
      <Figure n={n} />
    ) : (
      <Link
        to="/screening/previews/$previewId/firms"
        params={{ previewId }}
        search={{ change, [by]: line.key }}
      >
        <Figure n={n} />
      </Link>
    )
  return [
    { title, dataIndex: 'label' },
    { title: '进入', dataIndex: 'entered', align: 'right', render: figure('entered') },
    { title: '退出', dataIndex: 'left', align: 'right', render: figure('left') },
  ]
}
