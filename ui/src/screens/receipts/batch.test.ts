import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { BatchPlan, BatchStatus } from '@/ipc/types'
import { answer, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { batchWatch, newBatchDesk, planWords } = await import('./batch')
const { missedPapers } = await import('@/parts/print')

const PLAN: BatchPlan = { receipts: 3, firsts: 2, reprints: 1, unsure: 0, taken_back: 1, rows: [] }
const status = (more: Partial<BatchStatus>): BatchStatus => ({ running: true, stopping: false, printed: 0, total: 3, in_hand: ['R1'], words: '', end: null, ...more })
const ENDED = status({
  running: false,
  printed: 1,
  in_hand: [],
  end: { why: 'not_out', printed: 1, left: 2, next_receipt_no: 'R2', words: '打印机缺纸。', todo: '' },
})

beforeEach(() => {
  forgetCalls()
  batchWatch.status = null
  batchWatch.looking = true
  missedPapers.length = 0
  vi.useFakeTimers()
  answer('batch_form', { groups: [{ village_group: '三组', receipts: 3 }], sessions: [] })
  answer('printer_choice', { printer: '针打', paper: '241x93' })
  answer('printers', [
    { name: '激光', is_default: true },
    { name: '针打', is_default: false },
  ])
  answer('batch_status', status({ running: false, total: 0, in_hand: [] }))
  answer('batch_plan', PLAN)
  answer('remember_printer', null)
})
afterEach(() => vi.useRealTimers())

async function loaded() {
  const desk = newBatchDesk(['a5', '241x93'])
  await desk.load()
  return desk
}

it('begins with the printer and the paper that receipts went to last', async () => {
  const desk = await loaded()
  expect([desk.printer, desk.paper, desk.plan?.receipts]).toEqual(['针打', '241x93', 3])
  expect(askedFor('batch_plan')).toEqual([{ text: '', village_group: null, session_no: null, printed_too: false }])
  expect(planWords(PLAN)).toBe('3 张，第一次打 2 张、补打 1 张，已作废的 1 张不打。')
})

it('prints what was looked at, follows it to its end and goes on with the rest', async () => {
  const desk = await loaded()
  Object.assign(desk, { group: '三组', session: '4', which: 'all', text: ' 张 ' })
  answer('print_batch', status({}))
  const states = [status({ printed: 1 }), ENDED]
  answer('batch_status', () => states.shift()!)
  const pending = desk.print()
  await vi.advanceTimersByTimeAsync(1500)
  await pending
  const batch = { text: '张', village_group: '三组', session_no: 4, printed_too: true }
  expect(askedFor('print_batch')).toEqual([{ batch, paper: '241x93', printer: '针打' }])
  expect([batchWatch.status?.running, batchWatch.status?.end?.next_receipt_no]).toEqual([false, 'R2'])
  expect(missedPapers).toEqual([])
  answer('go_on_batch', status({ running: false, printed: 2, total: 2, end: { ...ENDED.end!, why: 'finished', printed: 2, left: 0 } }))
  await desk.goOn()
  expect(askedFor('go_on_batch')).toEqual([{ printer: '针打' }])
})

it('begins one batch however often the key is pressed, and stops when asked', async () => {
  const desk = await loaded()
  answer('print_batch', status({}))
  answer('batch_status', status({}))
  answer('stop_batch', status({ stopping: true }))
  const pending = desk.print()
  await vi.advanceTimersByTimeAsync(10)
  await desk.print()
  await desk.stop(false)
  expect(batchWatch.status?.stopping).toBe(true)
  await desk.stop(true)
  expect(askedFor('stop_batch')).toEqual([{ drop_sheet: false }, { drop_sheet: true }])
  answer('batch_status', ENDED)
  await vi.advanceTimersByTimeAsync(800)
  await pending
  expect(askedFor('print_batch')).toHaveLength(1)
})

it('asks again when the answer got lost, and tells the frame after the clerk went on', async () => {
  const desk = await loaded()
  answer('print_batch', status({}))
  let asked = 0
  answer('batch_status', () => {
    asked += 1
    return asked === 1 ? Promise.reject(refusal('E-UI-001')) : ENDED
  })
  const pending = desk.print()
  batchWatch.looking = false
  await vi.advanceTimersByTimeAsync(1500)
  await pending
  expect(missedPapers).toEqual([{ label: '成批打印的收据（2 张）', words: '打印机缺纸。' }])
})

it('shows the choice that was made last, not the one that was answered last', async () => {
  const desk = await loaded()
  const slow = later<BatchPlan>()
  answer('batch_plan', () => slow.promise)
  const first = desk.look()
  answer('batch_plan', { ...PLAN, receipts: 7 })
  await desk.look()
  slow.come(PLAN)
  await first
  expect(desk.plan?.receipts).toBe(7)
})
