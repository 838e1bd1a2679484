import { beforeEach, expect, it, vi } from 'vitest'
import type { TakenBack, VoidForm, WayBack } from '@/ipc/types'
import { answer, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newTakeBackDesk } = await import('./takeBack')

const FORM: VoidForm = {
  void_id: 'v1',
  receipt_no: 'R1',
  head: '张大山',
  way: 'void',
  label: '作废',
  cash_back: '1200.00',
  words: ['当面退给缴费人。'],
  reasons: [
    { code: 'wrong_household', label: '收错了户', needs_note: false },
    { code: 'other', label: '其他原因', needs_note: true },
  ],
  needs_approval: false,
}
const WAY: WayBack = { receipt_no: 'R1', way: 'void', label: '作废', taken_back: null, refunds: [] }
const DONE = { receipt_no: 'R1', void_no: 3, way: 'void', label: '已作废', words: '请退 1200.00 元。' } as unknown as TakenBack
beforeEach(forgetCalls)

async function opened(more: Partial<VoidForm> = {}) {
  const desk = newTakeBackDesk()
  answer('way_back', WAY)
  answer('open_void', { ...FORM, ...more })
  await desk.load('R1')
  await desk.open('R1')
  return desk
}

it('asks for what is missing before it asks Rust', async () => {
  const desk = await opened({ needs_approval: true })
  expect(await desk.confirm()).toBeNull()
  expect(Object.entries(desk.faults).filter(([, fault]) => fault !== '').map(([field]) => field)).toEqual(['reason', 'approval', 'paper'])
  desk.reason = 'other'
  desk.paper = 'yes'
  desk.approval = '青医〔2025〕7号'
  expect(await desk.confirm()).toBeNull()
  expect(desk.faults.note).toContain('写清楚')
  desk.reason = 'wrong_household'
  desk.paper = 'no'
  expect(await desk.confirm()).toBeNull()
  expect(desk.faults.note).toContain('收据没有收回')
  expect(askedFor('void_receipt')).toEqual([])
})

it('sends the same id until it is done, and takes a new one when the form is opened again', async () => {
  const desk = await opened()
  Object.assign(desk, { reason: 'wrong_household', paper: 'yes', note: ' 李家的 ' })
  answer('void_receipt', () => Promise.reject(refusal('E-UI-001')))
  expect(await desk.confirm()).toBeNull()
  expect(desk.form?.void_id).toBe('v1')
  answer('void_receipt', DONE)
  expect((await desk.confirm())?.void_no).toBe(3)
  const order = { void_id: 'v1', receipt_no: 'R1', reason: 'wrong_household', note: '李家的', approval_no: null, paper_back: true }
  expect(askedFor('void_receipt')).toEqual([order, order])
  expect([desk.form, desk.way?.way, desk.way?.taken_back?.void_no, desk.now]).toEqual([null, null, 3, '请退 1200.00 元。'])
  answer('open_void', { ...FORM, void_id: 'v2' })
  await desk.open('R1')
  expect([desk.form?.void_id, desk.reason, desk.paper]).toEqual(['v2', '', ''])
})

it('is done once, however often the key is pressed', async () => {
  const desk = await opened()
  Object.assign(desk, { reason: 'wrong_household', paper: 'yes' })
  const slow = later<TakenBack>()
  answer('void_receipt', () => slow.promise)
  const first = desk.confirm()
  desk.close()
  expect(desk.form).not.toBeNull()
  expect(await desk.confirm()).toBeNull()
  slow.come(DONE)
  await first
  expect(askedFor('void_receipt')).toHaveLength(1)
})

it('stays closed when Rust says that nothing is to be taken back', async () => {
  const desk = newTakeBackDesk()
  answer('open_void', () => Promise.reject(refusal('E-VOID-001')))
  await desk.open('R1')
  expect([desk.form, desk.task.error?.code]).toEqual([null, 'E-VOID-001'])
})
