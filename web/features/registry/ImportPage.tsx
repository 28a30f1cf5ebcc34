import { Link, useParams } from '@tanstack/react-router'
import { Alert } from 'antd'
import { importStates } from '#contract/registry/words.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { When, whenText } from '../../ui/When.tsx'
import { Working } from '../../ui/Working.tsx'
import { BatchState } from './BatchState.tsx'
import { ImportActions } from './ImportActions.tsx'
import { ImportPreview } from './ImportPreview.tsx'
import { ImportStudio } from './ImportStudio.tsx'
import { ReversedNote, ReversedResult } from './Reversed.tsx'
import { type Batch, useImport } from './useRegistry.ts'

/** One batch: what was read, what it would change, what is wrong with which row, and the decision. */
export function ImportPage() {
  const { batchId } = useParams({ strict: false }) as { batchId: string }
  const batch = useImport(batchId)
  return (
    <div className="stack">
      <BackLink to="/imports" label="名单导入" />
      <Loaded query={batch}>{(b) => <Content batch={b} />}</Loaded>
    </div>
  )
}

function Content({ batch }: { batch: Batch }) {
  return (
    <>
      <PageTitle title={batch.fileName} note={<BatchState state={batch.state} />}>
        <ImportActions batch={batch} />
      </PageTitle>
      <State batch={batch} />
      {batch.state === 'unmapped' && batch.canMap ? <ImportStudio batch={batch} /> : null}
      <ReversedResult batch={batch} />
      <Section title="批次">
        <Facts
          items={[
            {
              label: '名单种类',
              value: ['reading', 'failed', 'unmapped'].includes(batch.state) ? '识别后显示' : batch.kindLabel,
            },
            { label: '数据日期', value: <span className="num">{batch.asOf}</span> },
            { label: '方式', value: batch.mode === 'full' ? '全量' : '增量' },
            { label: '报送', value: [batch.orgName, batch.createdBy].filter(Boolean).join(' · ') },
            { label: '上报时间', value: <When at={batch.createdAt} /> },
            { label: '入库时间', value: <When at={batch.committedAt} /> },
            ...(batch.profile ? [{ label: '对应方案', value: batch.profile.name }] : []),
            { label: '数据行', value: <Figure n={batch.rowsIn} /> },
            { label: '略过的标题、说明、合计行', value: <Figure n={batch.skipped} /> },
          ]}
        />
      </Section>
      {batch.preview && batch.state !== 'reading' ? (
        <ImportPreview batch={batch} preview={batch.preview} />
      ) : null}
    </>
  )
}

/** Where the batch stands and what to do next, in words. */
function State({ batch }: { batch: Batch }) {
  switch (batch.state) {
    case 'reading':
      return (
        <Section title={batch.preview ? '正在重新预览' : '正在读取'}>
          <Working
            title={
              batch.preview
                ? '正在按现在的登记情况重算这一批会改什么'
                : '正在逐行读取、核对代码、对照已有的主体'
            }
            since={batch.readingSince ?? batch.createdAt}
            share={batch.preview || batch.readShare === null ? undefined : batch.readShare / 1000}
            rows={batch.preview ? undefined : batch.rowsIn}
            note="可以离开本页，读完后会出现在“待确认”里"
          />
        </Section>
      )
    case 'failed':
      return (
        <Alert
          type="error"
          showIcon
          title="没有读成，未入库任何内容"
          description={
            <>
              <p style={{ margin: '0 0 8px' }}>
                {batch.failure ?? '原因不明，请重新上报；如反复出现请联系管理员'}
              </p>
              请按上面的说明改好文件，再到
              <Link to="/imports">名单导入</Link>
              重新上报；列名认不出时，可在上报时选定名单种类。
            </>
          }
        />
      )
    case 'unmapped':
      return (
        <Alert
          type="warning"
          showIcon
          title="没有认出表头，还没有读取"
          description={
            batch.canMap
              ? '文件留着。请在下面选定名单种类、指定表头和各列，再点“开始读取”；不需要它就点“放弃”。'
              : '原文件已不在，请重新上报。'
          }
        />
      )
    case 'previewed':
      return (
        <Alert
          type="info"
          showIcon
          title="已读完，还没有入库"
          description="请看清下面会改什么、哪些行有问题，再由市专班确认入库；退回的行不会入库。"
        />
      )
    case 'committed':
      return (
        <Alert
          type="success"
          showIcon
          title={`已于 ${batch.committedAt ? whenText(batch.committedAt) : ''} 入库 ${batch.accepted.toLocaleString('zh-CN')} 行`}
          description={[
            batch.rejected > 0
              ? `退回 ${batch.rejected.toLocaleString('zh-CN')} 行没有入库，改好后单独上报即可。`
              : '没有退回的行。',
            batch.unmatched > 0
              ? `${batch.unmatched.toLocaleString('zh-CN')} 行没有对上主体，已留存，登记名录补齐后自动对上。`
              : '',
          ].join('')}
        />
      )
    case 'reversed':
      return <ReversedNote batch={batch} />
    case 'cancelled':
      return (
        <Alert
          type="warning"
          showIcon
          title={`${importStates.cancelled}，没有入库任何内容`}
          description="需要时请重新上报同一份文件。"
          action={
            <LinkButton small to="/imports">
              去上报
            </LinkButton>
          }
        />
      )
  }
}
