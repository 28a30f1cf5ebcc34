import { App, Button, Input, Select } from 'antd'
import { useSession } from '../../shell/session.ts'
import { copyText } from '../../ui/copyText.ts'
import { useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { QrCode } from './QrCode.tsx'
import { useDivisions } from './useFinancing.ts'
import './financing.css'

/** 申报码: a firm scans it and declares without an account; the code says which county or town looks after it. */
export function QrPage() {
  const { data: session } = useSession()
  const [values, set] = useFilters()
  const { message } = App.useApp()
  const places = usePlaces(values.county, values.town)
  const place = places.chosen
  const address = place ? `${window.location.origin}/portal/?d=${place.code}` : null
  return (
    <div className="stack">
      <div className="no-print stack">
        <PageTitle title="申报码" note="企业扫码自己填写，由所选区县或镇街核实受理">
          <Button type="primary" disabled={!address} onClick={() => window.print()}>
            打印海报（A4）
          </Button>
        </PageTitle>
        <div className="filters">
          <Select
            aria-label="区县"
            placeholder="区县"
            value={places.county?.code}
            disabled={places.counties.length < 2}
            options={places.counties.map((c) => ({ value: c.code, label: c.name }))}
            onChange={(county: string) => set({ county, town: undefined })}
            style={{ minWidth: 160 }}
          />
          <Select
            allowClear={places.towns.length > 1}
            aria-label="镇街（不选则为全区县）"
            placeholder="镇街（不选则为全区县）"
            value={places.town?.code}
            disabled={places.towns.length === 0}
            options={places.towns.map((t) => ({ value: t.code, label: t.name }))}
            onChange={(town?: string) => set({ town })}
            style={{ minWidth: 200 }}
          />
          <Input
            aria-label="咨询电话，印在海报上"
            placeholder="咨询电话，印在海报上"
            value={values.tel}
            maxLength={20}
            inputMode="tel"
            onChange={(e) => set({ tel: e.target.value })}
            style={{ width: 200 }}
          />
          {address ? (
            <Button
              onClick={() =>
                void copyText(address).then((done) =>
                  done ? message.success('已复制链接') : message.info(address),
                )
              }
            >
              复制链接
            </Button>
          ) : null}
        </div>
      </div>
      {place && address ? (
        <Poster place={place.name} address={address} tel={values.tel} org={session?.grant.orgName ?? ''} />
      ) : (
        <Section title="先选区县">
          <p className="muted" style={{ margin: 0 }}>
            选好区县（或镇街）后生成申报码，可打印张贴在办事大厅、园区和村居公告栏。
          </p>
        </Section>
      )}
    </div>
  )
}

/** Counties and towns the actor may choose from; a post of one place has its place chosen already. */
function usePlaces(county: string | undefined, town: string | undefined) {
  const top = useDivisions(undefined)
  const root = top.data?.rows[0]
  // Who is of no place, as a bank is, sees the province first.
  const cities = useDivisions(root?.code, root?.level === 'province')
  const first = root?.level === 'province' ? cities.data?.rows[0] : root
  const several = (cities.data?.rows.length ?? 0) > 1
  const below = useDivisions(first?.code, first?.level === 'city' && !several)
  const counties = several
    ? (cities.data?.rows ?? [])
    : first?.level === 'city'
      ? (below.data?.rows ?? [])
      : first?.level === 'county'
        ? [first]
        : []
  const chosenCounty =
    counties.find((c) => c.code === county) ?? (counties.length === 1 ? counties[0] : undefined)
  const inCounty = useDivisions(chosenCounty?.code, chosenCounty !== undefined)
  const towns = first?.level === 'town' ? [first] : chosenCounty ? (inCounty.data?.rows ?? []) : []
  const chosenTown = towns.find((t) => t.code === town) ?? (first?.level === 'town' ? first : undefined)
  const name = [chosenCounty?.name, chosenTown?.name].filter(Boolean).join('')
  const chosen = chosenTown ?? chosenCounty
  return {
    counties,
    towns,
    county: chosenCounty,
    town: chosenTown,
    chosen: chosen ? { code: chosen.code, name } : undefined,
  }
}

const sentences = [
  '用手机扫一扫，填写企业名称、联系方式和需要多少资金，约 5 分钟。',
  '工作人员核实后，按您的意愿和授权推荐给银行；是否贷款由银行决定。',
  '提交后凭回执随时查进展，也可以随时撤回授权或申报。',
]

/** One sheet for the wall: what it is, the code, how it works in three sentences, and what it costs: nothing. */
function Poster(props: { place: string; address: string; tel: string | undefined; org: string }) {
  return (
    <article className="poster" aria-label="海报预览">
      <p className="poster-over">支持小微企业融资协调工作机制</p>
      <h2>{props.place}企业融资需求申报码</h2>
      <div className="poster-code">
        <QrCode text={props.address} title={`${props.place}融资申报二维码，打开 ${props.address}`} />
      </div>
      <ol>
        {sentences.map((s) => (
          <li key={s}>{s}</li>
        ))}
      </ol>
      <p className="poster-free">本机制不收取任何费用</p>
      <p>凡以“代办贷款”“内部通道”收费的，均与本机制无关，请拨打咨询电话核实。</p>
      <dl>
        <dt>咨询电话</dt>
        <dd>{props.tel || '＿＿＿＿＿＿＿＿＿＿'}</dd>
        <dt>官方网址</dt>
        <dd className="num">{props.address}</dd>
        <dt>主办单位</dt>
        <dd>{props.org}</dd>
      </dl>
    </article>
  )
}
