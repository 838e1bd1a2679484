import { beforeEach, expect, it, vi } from 'vitest'
import type { Refund, RefundForm } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newRefundDesk, newRefundFormDesk } = await import('./refund')

const line = (line_no: number, name: string, can_ask: boolean) => ({ line_no, name, relation: '户主', due: '400.00', can_ask })
const FORM: RefundForm = {
  refund_id: 'f1',
  receipt_no: 'R1',
  head: '张大山',
  hh_no: 'H1',
  business_date: '2025-11-03',
  lines: [line(1, '张大山', true), line(2, '李秀英', true), line(3, '张小满', false)],
  grounds: [
    { code: 'joined_employee_insurance', label: '参加了职工医保', is_event: true, proof: '职工医保参保证明' },
    { code: 'status_given', label: '缴费后认定为资助对象', is_event: false, proof: '认定部门的名单' },
    { code: 'other', label: '其他原因', is_event: false, proof: '材料' },
  ],
  today: '2025-11-05',
  earlier: [],
}
const SAID = { lines: [], rules: [] }
const REFUND = {
  refund_no: 1,
  next: [
    { state: 'submitted', label: '已递交', needs_note: false },
    { state: 'accepted', label: '已退费', needs_note: true },
  ],
} as unknown as Refund
beforeEach(forgetCalls)

async function opened(form: RefundForm = FORM) {
  const desk = newRefundFormDesk()
  answer('open_refund', form)
  answer('try_refund', SAID)
  await desk.load('R1')
  return desk
}

it('chooses the only one who can ask, and nobody where there are several', async () => {
  expect((await opened()).members).toEqual([])
  expect((await opened({ ...FORM, lines: [line(1, '张大山', false), line(2, '李秀英', true)] })).members).toEqual([2])
})

it('proposes the paper of the ground, and leaves what the clerk wrote', async () => {
  const desk = await opened()
  desk.chooseGround('joined_employee_insurance')
  expect(desk.proof).toBe('职工医保参保证明')
  desk.chooseGround('status_given')
  expect(desk.proof).toBe('认定部门的名单')
  desk.proof = '认定部门的名单 2025-8 号'
  desk.chooseGround('joined_employee_insurance')
  expect(desk.proof).toBe('认定部门的名单 2025-8 号')
})

it('says what is missing before it asks the notice', async () => {
  const desk = await opened()
  desk.applicant = ' '
  expect(await desk.look()).toBe(false)
  desk.chooseGround('joined_employee_insurance')
  expect(await desk.look()).toBe(false)
  expect(desk.faults).toMatchObject({ members: expect.stringContaining('给谁'), day: expect.stringContaining('日期'), applicant: expect.stringContaining('申请人') })
  desk.chooseGround('other')
  expect(await desk.look()).toBe(false)
  expect([desk.faults.day, desk.faults.note === '']).toEqual(['', false])
  expect(askedFor('try_refund')).toEqual([])
})

it('records only what the notice was asked about', async () => {
  const desk = await opened()
  desk.members = [2, 1]
  desk.chooseGround('joined_employee_insurance')
  desk.day = '2025.11.4'
  expect(await desk.look()).toBe(true)
  expect(desk.fresh()).toBe(true)
  desk.members = [2]
  expect([desk.fresh(), await desk.record()]).toEqual([false, null])
  expect(askedFor('apply_for_refund')).toEqual([])
  desk.members = [1, 2]
  answer('apply_for_refund', () => Promise.reject(refusal('E-UI-001')))
  expect(await desk.record()).toBeNull()
  answer('apply_for_refund', REFUND)
  expect((await desk.record())?.refund_no).toBe(1)
  const asked = { refund_id: 'f1', receipt_no: 'R1', line_nos: [1, 2], applicant: '张大山', phone: '', ground: 'joined_employee_insurance', happened_on: '2025-11-04', proof: '职工医保参保证明', note: '' }
  expect(askedFor('try_refund')).toEqual([asked])
  expect(askedFor('apply_for_refund')).toEqual([asked, asked])
})

it('asks no day of a ground that is no event, and takes nothing as said when the notice refuses', async () => {
  const desk = await opened()
  desk.members = [1]
  desk.day = '20251104'
  desk.chooseGround('status_given')
  await desk.look()
  expect(askedFor('try_refund')).toMatchObject([{ happened_on: null }])
  answer('try_refund', () => Promise.reject(refusal('E-REF-008')))
  expect(await desk.look()).toBe(false)
  expect([desk.said, desk.fresh(), desk.looking.error?.code]).toEqual([null, false, 'E-REF-008'])
})

it('records a step with its day, and with its paper where it is the answer', async () => {
  const desk = newRefundDesk()
  answer('refund', REFUND)
  await desk.load(1)
  expect(await desk.record()).toBe(false)
  desk.state = 'accepted'
  desk.day = '20251120'
  expect(await desk.record()).toBe(false)
  expect(desk.faults.note).not.toBe('')
  desk.note = ' 退费凭证 88 '
  answer('record_refund_step', { ...REFUND, next: [] })
  expect(await desk.record()).toBe(true)
  expect(askedFor('record_refund_step')).toEqual([{ refund_no: 1, state: 'accepted', on: '2025-11-20', note: '退费凭证 88' }])
  expect([desk.state, desk.day, desk.refund?.next]).toEqual(['', '', []])
})
