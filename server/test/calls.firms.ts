import type { Caller } from './app.ts'
import { anAddress, anAssignedList, type GoodCall, type GoodCalls, type Stage } from './stage.ts'
import {
  aDeclaration,
  aGrant,
  aNeed,
  aRefusal,
  aVisit,
  desk,
  papersComplete,
  proposed,
  pushed,
  recommended,
} from './story.ts'

/** The steps before a declaration is looked at in earnest. */
const accepted = [{ action: 'verify', how: 'window' }, { action: 'accept' }]

/** Targets, visits and declarations. */
export function firmCalls(stage: Stage) {
  const { world, cast, visitor, city, say, shown } = stage
  const { reviewer, checker } = cast
  const target = async () => (await world.list([await stage.firm()]))[0]!.id
  const declared = async () => aDeclaration(world, cast, await stage.firm())
  const version = async (declarationId: string) =>
    (await reviewer.ok('getDeclaration', { params: { declarationId } })).version
  return {
    listTargets: async () => ({ who: visitor, options: {} }),
    getTarget: async () => ({ who: visitor, options: { params: { targetId: await target() } } }),
    explainTargetBanks: async () => {
      const listId = await anAssignedList(stage)
      const { rows } = await city.ok('listTargets', { query: { listId, limit: '1' } })
      return { who: city, options: { params: { targetId: rows[0]!.id } } }
    },
    actOnTarget: async () => ({
      who: city,
      options: {
        params: { targetId: await target() },
        body: { action: 'exclude', version: 1, reason: say('已搬离本市', 200) },
      },
    }),
    recordVisit: async () => ({
      who: visitor,
      options: {
        body: aVisit({
          targetId: await target(),
          companions: [say('李四')],
          needUse: say('进货', 200),
          note: say('约下月再来', 1000),
          observations: [1, 2, 3, 4, 5].map((standard) => ({
            standard,
            result: 'met',
            basis: say('见执照', 200),
          })),
          problems: [{ category: 'other', description: say('门前道路施工', 500), solvedOnSpot: false }],
        }),
      },
    }),
    listVisits: async () => ({ who: visitor, options: {} }),
    getVisit: async () => {
      const { id } = await visitor.ok('recordVisit', { body: aVisit({ targetId: await target() }) })
      return { who: visitor, options: { params: { visitId: id } } }
    },
    listDeclarations: async () => ({ who: reviewer, options: {} }),
    getDeclaration: async () => ({
      who: reviewer,
      options: { params: { declarationId: shown.declarationId } },
    }),
    createDeclaration: async () => ({
      who: reviewer,
      options: {
        body: {
          ...needInWords(say),
          entityId: (await stage.firm()).id,
          submit: true,
          consent: {
            channel: 'onsite',
            signer: say('张三'),
            collect: true,
            provideTo: world.banks.map((b) => b.id),
          },
        },
      },
    }),
    actOnDeclaration: async () => {
      const declarationId = await declared()
      return {
        who: reviewer,
        options: {
          params: { declarationId },
          body: {
            action: 'withdraw',
            version: await version(declarationId),
            reason: say('企业不再需要', 500),
          },
        },
      }
    },
    addFinding: async () => {
      const declarationId = await declared()
      for (const body of accepted)
        await reviewer.ok('actOnDeclaration', {
          params: { declarationId },
          body: { ...body, version: await version(declarationId) },
        })
      return {
        who: reviewer,
        options: {
          params: { declarationId },
          body: {
            version: await version(declarationId),
            standard: 1,
            result: 'met',
            basis: say('材料齐全', 500),
            evidence: [`note:${say('营业执照', 200)}`],
          },
        },
      }
    },
    addConsent: async () => {
      const declarationId = await aDeclaration(world, cast, await stage.firm(), {
        consent: { channel: 'onsite', signer: '张三', collect: true, provideTo: [] },
      })
      return {
        who: reviewer,
        options: {
          params: { declarationId },
          body: { bankId: world.banks[0].id, channel: 'onsite', signer: say('张三') },
        },
      }
    },
    withdrawConsent: async () => {
      const declarationId = await declared()
      const { consents } = await reviewer.ok('getDeclaration', { params: { declarationId } })
      const consentId = consents.find((c) => c.purpose === 'provide')!.id
      return {
        who: reviewer,
        options: { params: { declarationId, consentId }, body: { how: say('企业来电撤回', 200) } },
      }
    },
    approveRecommendations: async () => {
      const id = await declared()
      const at = await proposed(world, cast, id)
      return { who: checker, options: { body: { declarations: [{ id, version: at }] } } }
    },
  } satisfies Partial<GoodCalls>
}

function needInWords(say: Stage['say']) {
  return {
    ...aNeed(),
    purpose: say('采购原料', 500),
    contactName: say('张三'),
    ordersNote: say('订单若干', 500),
  }
}

/** The banks' cases, the portal, boards and ledgers. */
export function caseCalls(stage: Stage) {
  const { world, cast, city, say, shown, secondCoordinator, t } = stage
  const { main, checker } = cast
  const shownCase = { params: { caseId: shown.caseId } }
  const asked = async () =>
    checker.ok('requestExport', { body: { kind: 'declarations', reason: '月度核对' } })
  return {
    listDeskCases: async () => ({ who: main, options: {} }),
    getDeskCase: async () => ({ who: main, options: shownCase }),
    actOnDeskCase: async () => deskCall(stage, main, () => ({ action: 'accept' })),
    listCases: async () => ({ who: checker, options: {} }),
    getCase: async () => ({ who: checker, options: shownCase }),
    actOnCase: async () => {
      const caseId = await recommended(world, cast, await aDeclaration(world, cast, await stage.firm()))
      const { version } = await checker.ok('getCase', { params: { caseId } })
      return { who: checker, options: { params: { caseId }, body: { action: 'push', version } } }
    },
    portalNotice: async () => ({ who: t.anonymous, options: {} }),
    portalDeclare: async () => ({
      who: t.anonymous,
      options: { ip: anAddress(), body: portalForm(stage) },
    }),
    portalStatus: async () => ({
      who: t.anonymous,
      options: { ip: anAddress(), body: { receipt: await aReceipt(stage) } },
    }),
    portalWithdrawConsent: async () => {
      const receipt = await aReceipt(stage)
      const { rows } = await t.owner.query<{ id: string }>(
        "select id from consent where channel = 'portal' and bank_id is not null order by id desc limit 1",
      )
      return {
        who: t.anonymous,
        options: { ip: anAddress(), body: { receipt, consentId: rows[0]!.id } },
      }
    },
    portalWithdraw: async () => ({
      who: t.anonymous,
      options: { ip: anAddress(), body: { receipt: await aReceipt(stage), reason: say('不再需要', 200) } },
    }),
    listExportRequests: async () => ({ who: checker, options: {} }),
    requestExport: async () => ({
      who: checker,
      options: { body: { kind: 'declarations', search: say('食品'), reason: say('月度核对', 200) } },
    }),
    decideExport: async () => ({
      who: secondCoordinator,
      options: {
        params: { exportId: (await asked()).id },
        body: { version: 1, approve: true, reason: say('同意', 200) },
      },
    }),
    takeExport: async () => {
      const params = { exportId: (await asked()).id }
      await secondCoordinator.ok('decideExport', { params, body: { version: 1, approve: true } })
      return { who: checker, options: { params } }
    },
    getHome: async () => ({ who: checker, options: {} }),
    checkFigures: async () => ({ who: city, options: { body: { text: say('走访 3 户', 200) } } }),
    getFunnel: async () => ({ who: city, options: { query: { by: 'county' } } }),
    listFunnelRows: async () => ({ who: city, options: { query: { metric: 'declared' } } }),
    listLedger: async () => ({ who: checker, options: { params: { kind: 'declarations' } } }),
    exportLedger: async () => ({ who: checker, options: { params: { kind: 'declarations' } } }),
  } satisfies Partial<GoodCalls>
}

let firms = 0

function portalForm({ world, say }: Stage) {
  firms += 1
  return {
    ...needInWords(say),
    firmName: say(`门户试验${firms}号面馆`, 80),
    division: world.towns[0],
    wishBankIds: [world.banks[0].id],
    collectConsent: true,
    provideConsents: [world.banks[0].id],
    signer: say('张三'),
  }
}

/** A declaration of the public page; answers its receipt. */
async function aReceipt(stage: Stage): Promise<string> {
  const plain = { ...stage, say: (words: string) => words }
  const made = await stage.t.anonymous.ok('portalDeclare', { ip: anAddress(), body: portalForm(plain) })
  return made.receipt
}

/** A step of the bank on a fresh case, after what must come first. */
async function deskCall(
  stage: Stage,
  who: Caller,
  body: () => Record<string, unknown>,
  first: (caseId: string) => Promise<unknown> = async () => undefined,
): Promise<GoodCall> {
  const { world, cast } = stage
  const caseId = await pushed(world, cast, await aDeclaration(world, cast, await stage.firm()))
  await first(caseId)
  const { version } = await who.ok('getDeskCase', { params: { caseId } })
  return { who, options: { params: { caseId }, body: { version, ...body() } } }
}

/** Other steps of the routes that take several, where a person writes something down. */
export function spokenSteps(stage: Stage): Record<string, () => Promise<GoodCall>> {
  const { cast, say, branchHead, world } = stage
  const { main, reviewer } = cast
  const step = async (body: Record<string, unknown>, first: Record<string, unknown>[] = []) => {
    const params = { declarationId: await aDeclaration(world, cast, await stage.firm()) }
    for (const one of [...first, null]) {
      const { version } = await reviewer.ok('getDeclaration', { params })
      if (one === null) return { who: reviewer, options: { params, body: { version, ...body } } }
      await reviewer.ok('actOnDeclaration', { params, body: { version, ...one } })
    }
    throw new Error('unreachable')
  }
  const granted = async (caseId: string) => {
    await papersComplete(main, caseId)
    await desk(main, caseId, aGrant)
  }
  return {
    'actOnDeskCase refuse': () =>
      deskCall(
        stage,
        main,
        () => ({
          ...aRefusal,
          facts: say('近六个月流水月均不足三万元', 1000),
          repairOwner: say('企业'),
          repairAdvice: say('补流水', 500),
        }),
        (caseId) => papersComplete(main, caseId),
      ),
    'actOnDeskCase contact': () =>
      deskCall(
        stage,
        main,
        () => ({ action: 'contact', how: 'phone', note: say('已约下周', 200) }),
        (caseId) => desk(main, caseId, { action: 'accept' }),
      ),
    'actOnDeskCase grant': () =>
      deskCall(
        stage,
        main,
        () => ({ ...aGrant, product: say('小微快贷', 80) }),
        (caseId) => papersComplete(main, caseId),
      ),
    'actOnDeskCase enterpriseDecline': () =>
      deskCall(stage, main, () => ({
        action: 'enterpriseDecline',
        declineReason: 'other',
        note: say('改用自有资金', 200),
      })),
    'actOnDeskCase close': () =>
      deskCall(stage, branchHead, () => ({ action: 'close', reason: say('已办结', 500) }), granted),
    'actOnDeclaration requestSupplement': () =>
      step({ action: 'requestSupplement', reason: say('请补合同', 500) }, accepted),
    'actOnDeclaration supplement': () =>
      step({ action: 'supplement', note: say('合同已补', 500) }, [
        ...accepted,
        { action: 'requestSupplement', reason: '请补合同' },
      ]),
    'actOnDeclaration failPrecheck': () => step({ action: 'failPrecheck', reason: say('用途不明', 500) }),
  }
}
