import { InboxOutlined } from '@ant-design/icons'
import { Button, DatePicker, Form, Upload as Picker, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { importKinds } from '#contract/registry/words.ts'
import { Section } from '../../ui/Section.tsx'
import { useLeaveGuard } from '../../ui/useLeaveGuard.ts'
import { UploadQueue } from './UploadQueue.tsx'
import { type UploadOptions, useUploads } from './useUploads.ts'

const kindOptions = Object.entries(importKinds).map(([value, label]) => ({ value, label }))

/** Where lists are dropped; what is left open is found out by the server from the file itself. */
export function UploadBox() {
  const queue = useUploads()
  const [options, setOptions] = useState<UploadOptions>({ mode: 'incremental' })
  useLeaveGuard(queue.active, '还有文件没有上传完，离开后未上传的文件需要重新选择。')
  return (
    <Section title="上报名单" note="先读取、预览，确认后才入库">
      <Picker.Dragger
        multiple
        showUploadList={false}
        beforeUpload={(_file, files) => {
          // Called once a file; the whole drop is taken with its first.
          if (_file === files[0]) queue.add(files, options)
          return false
        }}
        style={{ marginBottom: 12 }}
      >
        <p style={{ margin: 0 }}>
          <InboxOutlined aria-hidden style={{ fontSize: 28, color: 'var(--accent)' }} />
        </p>
        <p style={{ margin: '4px 0' }}>把文件拖到这里，或点此选择；可一次选多份</p>
        <p className="muted small" style={{ margin: 0 }}>
          各部门原样的 csv、xlsx、xls 都可以，不用改表头；单个文件不超过 600 MB
        </p>
      </Picker.Dragger>
      <Options options={options} onChange={setOptions} />
      <p className="muted small" style={{ marginBottom: 0 }}>
        首次建库：先入库“行政区划”和“登记名录”，其他名单要靠它们落到区县、对上主体。
      </p>
      <UploadQueue {...queue} />
    </Section>
  )
}

function Options({
  options,
  onChange,
}: {
  options: UploadOptions
  onChange: (options: UploadOptions) => void
}) {
  return (
    <Form component="div" className="row" layout="inline" style={{ gap: 8 }}>
      <Form.Item label="名单种类" htmlFor="upload-kind" style={{ margin: 0 }}>
        <Select
          id="upload-kind"
          allowClear
          placeholder="按表头自动识别"
          value={options.kind}
          options={kindOptions}
          onChange={(kind) => onChange({ ...options, kind })}
          style={{ width: 180 }}
          popupMatchSelectWidth={false}
        />
      </Form.Item>
      <Form.Item label="数据日期" htmlFor="upload-day" style={{ margin: 0 }}>
        <DatePicker
          id="upload-day"
          placeholder="取表内日期"
          value={options.asOf ? dayjs(options.asOf) : null}
          maxDate={dayjs()}
          onChange={(d) => onChange({ ...options, asOf: d ? d.format('YYYY-MM-DD') : undefined })}
        />
      </Form.Item>
      <Segmented<UploadOptions['mode']>
        aria-label="名单方式"
        value={options.mode}
        onChange={(mode) => onChange({ ...options, mode })}
        options={[
          { value: 'incremental', label: '增量' },
          { value: 'full', label: '全量' },
        ]}
      />
      <span className="muted small">
        {options.mode === 'full'
          ? '全量：本份没有的旧行将记为已消失（登记名录、区划、网点名单不适用）'
          : '增量：只新增和更新，不动其他行'}
      </span>
      {options.kind || options.asOf || options.mode === 'full' ? (
        <Button type="link" size="small" onClick={() => onChange({ mode: 'incremental' })}>
          恢复默认
        </Button>
      ) : null}
    </Form>
  )
}
