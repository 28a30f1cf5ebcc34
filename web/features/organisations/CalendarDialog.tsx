import { Button, Form, Input, Upload } from 'antd'
import { useState } from 'react'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { templateOf, textOfFile } from './calendarText.ts'
import { saveText } from './saveText.ts'

/** What is typed of a year before it is looked at. */
export interface Typed {
  noticeNo: string
  text: string
}

/** The table of a year, pasted, typed or from a csv, and the number of the notice it is taken from. */
export function CalendarDialog(props: {
  year: number
  initial: Partial<Typed>
  onClose: () => void
  onLook: (typed: Typed) => Promise<void>
}) {
  const { year, initial, onClose, onLook } = props
  return (
    <FormDialog<Typed>
      open
      wide
      title={`录入 ${year} 年工作日历`}
      okText="试算"
      initial={initial}
      onClose={onClose}
      onSubmit={onLook}
    >
      <p className="muted" style={{ marginTop: 0 }}>
        照国务院办公厅的放假通知，一行一段：休息写放假的日子（含其中的周末），上班写调休上班的周末；没有列出的按周一至周五。
      </p>
      <Form.Item
        name="noticeNo"
        label="通知文号"
        rules={[{ required: true, whitespace: true, min: 4, message: '请填通知文号' }]}
      >
        <Input maxLength={60} placeholder="如：国办发明电〔2026〕7号" />
      </Form.Item>
      <FromFile year={year} />
      <Form.Item
        name="text"
        label="放假安排"
        extra="列名 日期、类型、名称；连续几天写作 2027-10-01至2027-10-07。从 Excel 复制的可以直接粘贴"
        rules={[{ required: true, whitespace: true, message: '请填放假安排' }]}
      >
        <Input.TextArea rows={14} maxLength={20_000} spellCheck={false} />
      </Form.Item>
    </FormDialog>
  )
}

/** A csv put into the field, to be seen and mended there; nothing is sent before that. */
function FromFile({ year }: { year: number }) {
  const form = Form.useFormInstance<Typed>()
  const [name, setName] = useState('')
  const say = useSay()
  const take = async (file: File) => {
    try {
      form.setFieldsValue({ text: await textOfFile(file) })
      setName(file.name)
    } catch (problem) {
      say.sorry((problem as Error).message)
    }
  }
  return (
    <div className="row" style={{ marginBottom: 12 }}>
      <Upload
        accept=".csv,.txt"
        showUploadList={false}
        maxCount={1}
        beforeUpload={(file) => {
          void take(file)
          return false
        }}
      >
        <Button>选 csv 文件</Button>
      </Upload>
      <Button onClick={() => saveText(`${year}年工作日历模板.csv`, templateOf(year))}>下载模板</Button>
      {name ? <span className="muted">已读入 {name}，可在下面改</span> : null}
    </div>
  )
}
