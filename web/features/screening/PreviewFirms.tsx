import { DownloadOutlined } from '@ant-design/icons'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { entityKinds } from '#contract/registry/words.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type PreviewFirm, savePreviewFirms, usePreview, usePreviewFirms } from './usePreview.ts'

/** The firms that would come in or fall out, narrowed as the figure that led here; page and file are the same rows. */
export function PreviewFirms() {
  const { previewId } = useParams({ strict: false }) as { previewId: string }
  const [filters, set] = useFilters()
  const preview = usePreview(previewId)
  const change = filters.change === 'entered' ? 'entered' : 'left'
  const pages = usePreviewFirms(previewId, filters)
  const p = preview.data
  const words = (lines: readonly { key: string; label: string }[] | undefined) =>
    Object.fromEntries((lines ?? []).map((l) => [l.key, l.label]))
  return (
    <div className="stack">
      <BackLink to={`/screening/previews/${previewId}`} label="试算结果" />
      <PageTitle
        title={change === 'entered' ? '进入的户' : '退出的户'}
        note={p ? `第 ${p.ruleVersion} 版规则草稿试算，与${p.againstText}相比` : undefined}
      >
        <Save previewId={previewId} filters={filters} />
      </PageTitle>
      <div className="row no-print">
        <Segmented
          aria-label="看哪一边"
          value={change}
          options={[
            { value: 'left', label: `退出 ${p?.left.toLocaleString('zh-CN') ?? ''}` },
            { value: 'entered', label: `进入 ${p?.entered.toLocaleString('zh-CN') ?? ''}` },
          ]}
          onChange={(v) => set({ change: v, reason: undefined })}
        />
        <PickOne name="division" label="区划" words={words(p ? [...p.counties, ...p.towns] : [])} />
        <PickOne name="reason" label="理由" words={words(p?.reasons)} />
        <PickOne name="bank" label="主办行" words={words(p?.banks)} />
        <PickOne name="kind" label="主体类型" words={words(p?.kinds)} />
        <PickOne name="tier" label="批次" words={words(p?.tiers)} />
        <ClearFilters names={['division', 'reason', 'bank', 'kind', 'tier']} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label={change === 'entered' ? '进入的户' : '退出的户'}
        empty="没有符合条件的户；可清除筛选再看"
      />
    </div>
  )
}

function Save({ previewId, filters }: { previewId: string; filters: Record<string, string | undefined> }) {
  const say = useSay()
  const [busy, setBusy] = useState(false)
  const save = () => {
    setBusy(true)
    savePreviewFirms(previewId, filters)
      .catch(say.problem)
      .finally(() => setBusy(false))
  }
  return (
    <Button icon={<DownloadOutlined aria-hidden />} loading={busy} onClick={save}>
      导出 Excel
    </Button>
  )
}

const columns: TableColumnsType<PreviewFirm> = [
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string, f) => (
      <Link to="/entities/$entityId" params={{ entityId: f.id }}>
        {name}
      </Link>
    ),
  },
  { title: '统一社会信用代码', dataIndex: 'uscc', className: 'num', render: (c: string | null) => c ?? '—' },
  { title: '类型', dataIndex: 'kind', render: (k: PreviewFirm['kind']) => entityKinds[k] },
  { title: '所在', dataIndex: 'place' },
  { title: '原批次', dataIndex: 'wasTier', render: (t: number | null) => (t === null ? '—' : `第 ${t} 批`) },
  { title: '新批次', dataIndex: 'tier', render: (t: number | null) => (t === null ? '剔除' : `第 ${t} 批`) },
  { title: '主办行', dataIndex: 'bank' },
  { title: '理由', dataIndex: 'reasons', render: (r: string[]) => r.join('、') },
]
