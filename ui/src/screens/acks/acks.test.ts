import { beforeEach, expect, it, vi } from 'vitest'
import type { AckOverview, AckPackageAnswer, AckRead, AckRows } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { firstOf, newAckDesk, packageWords, readWords } = await import('./acks')

const ANSWER: AckPackageAnswer = {
  ack_no: 2, answered_at: '2025-11-05T09:00:00+08:00', read_at: '2025-11-06T08:00:00+08:00', accepted: 56, received: 3, rejected: 1, others_rejected: 0,
}
const PACKAGE = { close_no: 4, business_date: '2025-11-03', file: 'cunshou-341799101203-A-z4.csp', answer: ANSWER }
const OVERVIEW: AckOverview = { packages: [PACKAGE], slips: [], work_open: 1, town_name: '青溪镇' }
const READ: AckRead = { close_no: 4, ack_no: 2, already_read: false, is_older: false, package: ANSWER, slips: [], completed: [] }
const ROWS: AckRows = {
  rows: [{ row_id: 'r1', table: '缴费明细', household_id: 'h1', hh_no: '12', name: '方子墨', receipt_no: '1', due: '400.00', words: '被退回：税务系统里没有他的参保登记', todo: '请核对证件号码' }],
  total: 1, page: 1, pages: 1,
}
const FOUND = [{ path: '/media/u/a2.csa', name: 'a2.csa', place: 'U盘' }, { path: '/media/u/a1.csa', name: 'a1.csa', place: 'U盘' }]

beforeEach(() => {
  forgetCalls()
  answer('find_acks', FOUND)
  answer('ack_overview', OVERVIEW)
  answer('read_ack', READ)
  answer('ack_rows', ROWS)
})

it('finds what lies on the stick and reads the first of it', async () => {
  const desk = newAckDesk()
  await desk.load()
  expect([desk.found.length, desk.chosen]).toEqual([2, '/media/u/a2.csa'])
  await desk.read()
  expect(askedFor('read_ack')).toEqual([{ path: '/media/u/a2.csa' }])
  expect(askedFor('ack_rows')).toEqual([{ close_no: 4, status: 'rejected', page: 1 }])
  expect([desk.done, desk.close_no, desk.rows]).toEqual([READ, 4, ROWS])
})

it('asks for a file where no stick has one', async () => {
  answer('find_acks', [])
  const desk = newAckDesk()
  await desk.load()
  await desk.read()
  expect([desk.fault !== '', askedFor('read_ack')]).toEqual([true, []])
  desk.path = ' /media/U盘/回执.csa '
  await desk.read()
  expect([desk.fault, askedFor('read_ack')]).toEqual(['', [{ path: '/media/U盘/回执.csa' }]])
})

it('keeps a file that is still there, and forgets what was said before a refusal', async () => {
  const desk = newAckDesk()
  await desk.load()
  desk.chosen = '/media/u/a1.csa'
  await desk.load()
  expect(desk.chosen).toBe('/media/u/a1.csa')
  await desk.read()
  answer('read_ack', () => {
    throw refusal('E-ACK-006')
  })
  await desk.read()
  expect([desk.done, desk.task.error?.code]).toEqual([null, 'E-ACK-006'])
})

it('says how a package stands and what a file came to', () => {
  expect(packageWords(PACKAGE)).toBe('已入库 56 人，被退回 1 人，等结果 3 人')
  expect(packageWords({ ...PACKAGE, answer: { ...ANSWER, received: 0, others_rejected: 2 } })).toBe('已入库 56 人，被退回 1 人，另有 2 行资料被退回')
  expect(packageWords({ ...PACKAGE, answer: null })).toBe('还没有回执')
  expect(packageWords({ ...PACKAGE, answer: null, file: null })).toBe('对账包还没写')
  expect(readWords(READ)).toBe('已读入第 4 号日结的第 2 号回执。')
  expect(readWords({ ...READ, already_read: true })).toContain('什么都没有改')
  expect(readWords({ ...READ, is_older: true })).toContain('以编号大的回执为准')
  expect([firstOf(ANSWER), firstOf({ ...ANSWER, rejected: 0 }), firstOf({ ...ANSWER, rejected: 0, accepted: 0 })]).toEqual(['rejected', 'accepted', 'received'])
})
