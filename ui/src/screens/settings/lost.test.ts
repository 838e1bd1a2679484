import { beforeEach, expect, it, vi } from 'vitest'
import type { LostReceipts } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newLostDesk } = await import('./lost')

const ONE = { receipt_no: '341799001201-K7QM-000003', series: 'K7QM', serial: 3 }
const VOIDED = { receipt_no: ONE.receipt_no, amount: '1200.00', taken_on: '2025-11-05', voided_on: '2025-11-05', slip_no: '第3号' }
const LOST: LostReceipts = { left: [ONE], left_words: '', entered: [], entered_sum: '0.00', voided: [] }
const SHORTER: LostReceipts = { ...LOST, left: [], voided: [VOIDED] }
beforeEach(forgetCalls)

async function opened() {
  answer('lost_receipts', LOST)
  const desk = newLostDesk()
  await desk.load()
  desk.open(ONE)
  return desk
}

it('wants everything that both papers say before it asks Rust', async () => {
  const desk = await opened()
  expect(await desk.enter()).toBe(false)
  expect(Object.keys(desk.faults).sort()).toEqual(['amount', 'slip', 'taken', 'voided'])
  expect(askedFor('enter_lost_voided')).toEqual([])
})

it('sends what was typed and shows the shorter list; a refusal keeps the form', async () => {
  const desk = await opened()
  Object.assign(desk.form ?? {}, { amount: '1,200', taken: '20251105', voided: '20251105', slip: ' 第3号 ' })
  answer('enter_lost_voided', () => Promise.reject(refusal('E-RST-008')))
  expect(await desk.enter()).toBe(false)
  expect([desk.form?.slip, desk.deed.error?.code]).toEqual([' 第3号 ', 'E-RST-008'])
  answer('enter_lost_voided', SHORTER)
  expect(await desk.enter()).toBe(true)
  const sent = { receipt_no: ONE.receipt_no, amount: '1200', taken_on: '2025-11-05', voided_on: '2025-11-05', slip_no: '第3号', note: '' }
  expect(askedFor('enter_lost_voided')).toEqual([sent, sent])
  expect([desk.form, desk.lost?.left.length, desk.lost?.voided.length]).toEqual([null, 0, 1])
})

it('withdraws with a reason only', async () => {
  const desk = await opened()
  desk.openWithdrawal(VOIDED)
  expect(await desk.withdraw()).toBe(false)
  expect(desk.reasonFault).not.toBe('')
  desk.reason = ' 票号看错了 '
  answer('withdraw_lost_voided', LOST)
  expect(await desk.withdraw()).toBe(true)
  expect(askedFor('withdraw_lost_voided')).toEqual([{ receipt_no: ONE.receipt_no, reason: '票号看错了' }])
  expect([desk.withdrawn, desk.lost?.left.length]).toEqual([null, 1])
})
