import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { adviceOf } from '../../ui/ProblemAlert.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { durationText, useSecondsSince } from '../../ui/Working.tsx'
import type { Upload } from './useUploads.ts'

interface Props {
  uploads: readonly Upload[]
  active: boolean
  retry: (id: number) => void
  again: (upload: Upload) => void
  cancel: (upload: Upload) => void
  clear: () => void
}

/** The files of this visit to the page: what became of each, and the way to its preview. */
export function UploadQueue({ uploads, active, retry, again, cancel, clear }: Props) {
  if (uploads.length === 0) return null
  const done = uploads.filter((u) => u.state === 'sent' || u.state === 'known').length
  return (
    <div style={{ marginTop: 12 }}>
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <span role="status">
          本次 {uploads.length} 份，已上传 {done} 份
        </span>
        {uploads.length > 1 || !active ? (
          <Button type="link" size="small" onClick={clear}>
            清除已完成的
          </Button>
        ) : null}
      </div>
      <ul className="rows" aria-label="本次上传的文件">
        {uploads.map((u) => (
          <li key={u.id} className="row">
            <span style={{ flex: '1 1 240px', minWidth: 0, overflowWrap: 'anywhere' }}>
              {u.batchId ? (
                <Link to="/imports/$batchId" params={{ batchId: u.batchId }}>
                  {u.file.name}
                </Link>
              ) : (
                u.file.name
              )}{' '}
              <span className="muted small num">{sizeText(u.file.size)}</span>
            </span>
            <Progress upload={u} />
            {u.state === 'waiting' || u.state === 'sending' ? (
              <Button size="small" onClick={() => cancel(u)} aria-label={`取消上传 ${u.file.name}`}>
                取消
              </Button>
            ) : null}
            {u.state === 'known' ? (
              <Button size="small" onClick={() => again(u)} aria-label={`换一种读法重读 ${u.file.name}`}>
                换一种读法重读
              </Button>
            ) : null}
            {u.state === 'failed' || u.state === 'stopped' ? (
              <Button size="small" onClick={() => retry(u.id)} aria-label={`重新上传 ${u.file.name}`}>
                重试
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Progress({ upload: u }: { upload: Upload }) {
  switch (u.state) {
    case 'waiting':
      return <StateTag tone="off">排队中</StateTag>
    case 'sending':
      return <Sending since={u.since} />
    case 'sent':
      return <StateTag tone="go">已上传，见下方批次</StateTag>
    case 'known':
      return (
        <StateTag tone="wait">
          同一份文件已入过库，未重复收取；
          <Link to="/imports/$batchId" params={{ batchId: u.batchId! }}>
            看批次 {u.batchId}
          </Link>
        </StateTag>
      )
    case 'stopped':
      return <StateTag tone="off">已取消</StateTag>
    case 'failed':
      return (
        <span style={{ color: 'var(--bad)' }} role="alert">
          上传失败：{adviceOf(u.problem)}
        </span>
      )
  }
}

function Sending({ since }: { since: string }) {
  const seconds = useSecondsSince(since)
  return <StateTag tone="busy">上传中 {seconds > 1 ? durationText(seconds) : ''}</StateTag>
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024)).toLocaleString('zh-CN')} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
