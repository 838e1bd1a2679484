import { beforeEach, expect, it, vi } from 'vitest'
import type { Difference, DifferenceForm, DifferenceList } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newDifferenceDesk } = await import('./difference')
const { openWords } = await import('./close')

const SHORT: Difference = {
  close_no: 3, business_date: '2025-11-20', age_days: 4, variance: '-50.00', variance_words: '短 50.00 元', open: '-50.00',
  open_words: '短 50.00 元', state: 'carried', state_label: '计入下次，没了结', reason: '少了一张', closed_by: '周会计', steps: [],
}
const OPEN = { count: 1, reported: 0, short: '50.00', over: '0.00', oldest_on: '2025-11-20', age_days: 4 }
const LIST: DifferenceList = { rows: [SHORT], open: OPEN }
const FORM: DifferenceForm = {
  step_id: 's1', difference: SHORT, amount: '50.00', today: '2025-11-24',
  ways: [{ code: 'made_up', label: '补齐', needs: 'note' }, { code: 'entered', label: '补记收据', needs: 'receipt' }],
}
beforeEach(() => {
  forgetCalls()
  answer('differences', LIST)
  answer('open_difference', FORM)
})

it('proposes what is open and wants what the way wants', async () => {
  const desk = newDifferenceDesk()
  await desk.start(3)
  expect([desk.amount, desk.day, desk.way]).toEqual(['50.00', '2025-11-24', ''])
  await desk.save()
  expect([Object.keys(desk.faults), askedFor('follow_difference')]).toEqual([['way'], []])
  desk.way = 'made_up'
  await desk.save()
  expect(Object.keys(desk.faults)).toEqual(['note'])
  desk.way = 'entered'
  await desk.save()
  expect(Object.keys(desk.faults)).toEqual(['receipt'])
  Object.assign(desk, { way: 'made_up', amount: '五十', note: '补足' })
  await desk.save()
  expect([Object.keys(desk.faults), askedFor('follow_difference')]).toEqual([['amount'], []])
})

it('records a step once, with the id of the form, and says what stands', async () => {
  const step = { step_no: 7, on: '2025-11-24', label: '补齐', amount: '20.00', said: '补足', by: '周会计', at: '' }
  answer('follow_difference', { ...SHORT, open: '-30.00', open_words: '短 30.00 元', steps: [step] })
  const desk = newDifferenceDesk()
  await desk.start(3)
  Object.assign(desk, { way: 'made_up', amount: '２０', note: ' 补足 ', receipt: '不用' })
  await desk.save()
  expect(askedFor('follow_difference')).toEqual([
    { step_id: 's1', close_no: 3, state: 'settled', way: 'made_up', amount: '20', receipt_no: '', paper_no: '', on: '2025-11-24', note: '补足' },
  ])
  expect([desk.form, desk.said]).toEqual([null, '差额处理第 7 号已登记。第 3 号日结还有短 30.00 元没了结。'])
})

it('carries with words and reports with a paper, without a sum', async () => {
  answer('follow_difference', SHORT)
  const desk = newDifferenceDesk()
  await desk.start(3)
  desk.state = 'reported'
  await desk.save()
  expect(Object.keys(desk.faults)).toEqual(['paper'])
  desk.paper = '镇报3号'
  await desk.save()
  expect(askedFor('follow_difference')).toMatchObject([{ state: 'reported', way: '', amount: '0', paper_no: '镇报3号' }])
  await desk.start(3)
  desk.state = 'carried'
  await desk.save()
  expect(Object.keys(desk.faults)).toEqual(['note'])
})

it('keeps the form with what Rust refuses', async () => {
  answer('follow_difference', () => Promise.reject(refusal('E-CLO-012')))
  const desk = newDifferenceDesk()
  await desk.start(3)
  Object.assign(desk, { way: 'entered', receipt: '12' })
  await desk.save()
  expect([desk.form?.step_id, desk.task.error?.code]).toEqual(['s1', 'E-CLO-012'])
})

it('puts short and over side by side', () => {
  expect(openWords({ ...OPEN, over: '1200.00', count: 2 })).toBe('短 50.00 元，长 1,200.00 元，最早的已放 4 天')
  expect(openWords({ ...OPEN, age_days: 0 })).toBe('短 50.00 元')
})
