import { Alert, Cascader, Form } from 'antd'
import { useEffect, useState } from 'react'
import { ancestorOf, levelOfCode } from '#contract/organisations/words.ts'
import { api } from '../../shell/api.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type PlaceGroup, useDecidePlace } from './usePlaces.ts'

interface Option {
  value: string
  label: string
  isLeaf: boolean
  children?: Option[]
}

async function below(parent: string): Promise<Option[]> {
  const { rows } = await api.listDivisions({ query: { parent } })
  return rows.map((d) => ({ value: d.code, label: d.name, isLeaf: d.level === 'community' }))
}

/** What is to be placed: a whole group, or one firm of it. */
export interface Placing {
  group: PlaceGroup
  firm?: { id: string; name: string }
}

/** Of a town that was split the firms may stand in any town of its county. */
const roomOf = (within: string) =>
  levelOfCode(within) === 'town' ? String(ancestorOf(within, 'county')) : within

/** Where these firms are: a town or community below where they are known, chosen once for all of the road. */
export function PlaceDialog({ placing, onClose }: { placing: Placing | null; onClose: () => void }) {
  const decide = useDecidePlace()
  const say = useSay()
  const group = placing?.group
  return (
    <FormDialog<{ division: string[] }>
      open={placing !== null}
      title={placing?.firm ? `落位：${placing.firm.name}` : `落位：${group?.fragment}（${group?.firms} 户）`}
      okText="落位"
      onClose={onClose}
      onSubmit={async ({ division }, key) => {
        const { within, fragment } = group!
        const what = placing?.firm
          ? { entityId: placing.firm.id }
          : { group: { within, fragment: fragment! } }
        const done = await decide.mutateAsync({ ...what, division: division.at(-1)!, key })
        say.done(`已落位 ${done.firms} 户到 ${done.place}；如有不对，可在下面撤销`)
      }}
    >
      {group?.likely ? (
        <Alert
          type="info"
          title={`同路已落位的 ${group.likely.seen} 户中有 ${group.likely.firms} 户在 ${group.likely.name}，供参考`}
        />
      ) : null}
      <Form.Item
        name="division"
        label={`${group?.place ?? ''} 的哪个镇街、社区（村）`}
        rules={[{ required: true, message: '请选镇街或社区' }]}
        extra={placing?.firm ? undefined : '记住这条路：以后新来的同路户也落在这里'}
      >
        <Below within={roomOf(group?.within ?? '0')} />
      </Form.Item>
    </FormDialog>
  )
}

/** Places below one, level by level; the field takes what the form hands it. */
function Below({ within, ...field }: { within: string; value?: string[]; onChange?: (v: string[]) => void }) {
  const [options, setOptions] = useState<Option[]>([])
  useEffect(() => {
    void below(within).then(setOptions)
  }, [within])
  return (
    <Cascader<Option>
      {...(field as object)}
      autoFocus
      changeOnSelect
      aria-label="镇街、社区"
      placeholder="先选镇街，再选社区；只知镇街也可以"
      options={options}
      loadData={(path) => {
        const last = path.at(-1)!
        void below(last.value).then((children) => {
          last.children = children
          setOptions((now) => [...now])
        })
      }}
      style={{ width: '100%' }}
    />
  )
}
