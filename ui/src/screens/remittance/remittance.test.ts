import { beforeEach, expect, it, vi } from 'vitest'
import type { Remittance, RemittanceForm } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newRemitDesk } = await import('./remittance')

const receipt = (receipt_no: string, amount: string) => ({ receipt_no, hh_no: 'H1', session_no: 1, business_date: '2025-11-03', close_no: 1, amount })
const EVEN = { missing: '0.00', differences: [], message: '', todo: '' }
const FORM: RemittanceForm = {
  remittance_id: 'm1',
  today: '2025-11-05',
  sessions: [{ session_no: 1, business_date: '2025-11-03', close_no: 1, receipts: 2, amount: '2400.00', age_days: 2 }],
  receipts: [receipt('R1', '1200.00'), receipt('R2', '1200.00')],
  total: '2400.00',
  ready: { due: '2400.00', lies: '2400.00', ...EVEN },
  account: '农商行',
  words: '',
}
const NOTHING: RemittanceForm = { ...FORM, remittance_id: 'm9', sessions: [], receipts: [], total: '0.00', ready: { due: '0.00', lies: '0.00', ...EVEN } }
const DONE = { remittance_no: 1, amount: '1500.00', slip_no: 'A1', remitted_on: '2025-11-05', parts: [], cancelled: null } as unknown as Remittance
const PARTS = [
  { receipt_no: 'R1', session_no: 1, amount: '1200.00' },
  { receipt_no: 'R2', session_no: 1, amount: '300.00' },
]
beforeEach(forgetCalls)

async function opened(aid: RemittanceForm = NOTHING) {
  answer('open_remittance', ({ payer }) => (payer === 'cash' ? FORM : aid))
  answer('remittances', [])
  answer('try_allocation', { parts: PARTS, beyond_words: '' })
  const desk = newRemitDesk()
  await desk.load()
  return desk
}
type Desk = Awaited<ReturnType<typeof opened>>
function fill(desk: Desk): void {
  Object.assign(desk, { slip: ' A1 ', day: '20251105', amount: '1,500 元' })
}

it('proposes what lies ready and the last account, and shows the tab of the collective only where it owes', async () => {
  const desk = await opened()
  expect([desk.amount, desk.account, desk.hasAid]).toEqual(['2400.00', '农商行', false])
  const other = await opened({ ...FORM, remittance_id: 'm2', total: '80.00', ready: { due: '80.00', lies: '80.00', ...EVEN } })
  expect(other.hasAid).toBe(true)
  await other.show('collective_aid')
  expect([other.payer, other.amount]).toEqual(['collective_aid', '80.00'])
})

it('proposes what lies there where a close was short, and says so when the slip is more', async () => {
  const short = { due: '2400.00', lies: '2350.00', missing: '50.00', differences: ['第1号日结短 50.00 元'], message: '还少 50.00 元', todo: '到“差额”登记' }
  answer('open_remittance', ({ payer }) => (payer === 'cash' ? { ...FORM, ready: short } : NOTHING))
  answer('remittances', [])
  const desk = newRemitDesk()
  await desk.load()
  expect(desk.amount).toBe('2350.00')
  fill(desk)
  desk.amount = '2400'
  answer('try_allocation', { parts: PARTS, beyond_words: '多 50.00 元' })
  await desk.look()
  expect(desk.beyond).toBe('多 50.00 元')
  answer('remit', DONE)
  await desk.record()
  expect(desk.beyond).toBe('')
})

it('asks for slip, day and sum before it asks Rust', async () => {
  const desk = await opened()
  desk.amount = '一千五'
  desk.day = '20251332'
  expect(await desk.look()).toBe(false)
  expect(Object.values(desk.faults).every((fault) => fault !== '')).toBe(true)
  expect(askedFor('try_allocation')).toEqual([])
})

it('records the shares that were shown, and only for the sum for which they were shown', async () => {
  const desk = await opened()
  fill(desk)
  answer('remit', DONE)
  expect(await desk.record()).toBeNull()
  expect(await desk.look()).toBe(true)
  desk.amount = '1600'
  expect(desk.fresh()).toBe(false)
  expect(await desk.record()).toBeNull()
  expect(askedFor('remit')).toEqual([])
  desk.amount = '1500'
  expect((await desk.record())?.remittance_no).toBe(1)
  expect(askedFor('remit')).toEqual([
    {
      remittance_id: 'm1', payer: 'cash', slip_no: 'A1', remitted_on: '2025-11-05', account: '农商行', amount: '1500', note: '',
      parts: [{ receipt_no: 'R1', amount: '1200.00' }, { receipt_no: 'R2', amount: '300.00' }],
    },
  ])
  expect([desk.left, desk.parts, desk.slip]).toEqual(['2400.00', null, ''])
})

it('keeps id and entries when recording fails, so that a retry is the same', async () => {
  const desk = await opened()
  fill(desk)
  await desk.look()
  answer('remit', () => Promise.reject(refusal('E-REM-002')))
  expect(await desk.record()).toBeNull()
  expect([desk.deed.error?.code, desk.slip, desk.fresh()]).toEqual(['E-REM-002', ' A1 ', true])
  answer('remit', DONE)
  await desk.record()
  const [first, second] = askedFor('remit')
  expect(second).toEqual(first)
})

it('sends the shares that the clerk typed, and names one that is no amount', async () => {
  const desk = await opened()
  fill(desk)
  await desk.look()
  desk.change()
  expect(desk.wanted).toEqual({ R1: '1200.00', R2: '300.00' })
  desk.wanted = { R1: '三百', R2: '1200' }
  answer('remit', DONE)
  expect(await desk.record()).toBeNull()
  expect(Object.keys(desk.partFaults)).toEqual(['R1'])
  desk.wanted = { R1: '', R2: '1200' }
  await desk.record()
  expect(askedFor('remit')).toMatchObject([{ parts: [{ receipt_no: 'R2', amount: '1200' }] }])
})

it('cancels with a reason only', async () => {
  const desk = await opened()
  desk.open(DONE)
  expect(await desk.cancel()).toBe(false)
  desk.reason = ' 银行退回 '
  answer('cancel_remittance', () => Promise.reject(refusal('E-REM-013')))
  expect(await desk.cancel()).toBe(false)
  expect([desk.opened?.remittance_no, desk.deed.error?.code]).toEqual([1, 'E-REM-013'])
  answer('cancel_remittance', DONE)
  expect(await desk.cancel()).toBe(true)
  expect(askedFor('cancel_remittance')).toEqual([
    { remittance_no: 1, reason: '银行退回' },
    { remittance_no: 1, reason: '银行退回' },
  ])
  expect(desk.opened).toBeNull()
})
