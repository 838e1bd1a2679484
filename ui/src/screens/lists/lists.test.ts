import { beforeEach, expect, it, vi } from 'vitest'
import type { OfficeListReport, Proposal } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { ageWords, newOfficeDesk, outcome } = await import('./office')
const { newProposalsDesk } = await import('./proposals')

beforeEach(() => forgetCalls())

const REPORT = { kind: 'paid_list', work: 1, differences: 0, no_longer: 2, proposals: 2, added: 118, changed: 0, same: 14, unmatched: 11, not_on_list: 9 } as unknown as OfficeListReport

it('says what comes of a list in the order of weight', () => {
  expect(outcome(REPORT).map((one) => one.words.slice(0, 5))).toEqual(['1 人重复', '2 人上次', '118 人', '14 人和', '11 行的'])
})

it('says how old a list is', () => {
  const age = { kind: 'paid_list', levy_year: 2026, list_date: '2025-11-05', age_days: 7, file_name: '' } as const
  expect(ageWords(age)).toContain('7 天前')
  expect(ageWords({ ...age, list_date: null, age_days: null })).toBe('还没有名单')
})

it('asks for a list as the clerk corrects it, and not with a date that is none', async () => {
  answer('office_list_preview', REPORT)
  const desk = newOfficeDesk()
  desk.path = ' /u/a.xlsx '
  desk.list_date = '去年'
  await desk.check()
  expect(desk.fault).not.toBe('')
  expect(askedFor('office_list_preview')).toEqual([])
  desk.list_date = '20251105'
  desk.levy_year = '2026'
  await desk.choose(3, '缴费渠道')
  expect(askedFor('office_list_preview')).toEqual([
    { kind: 'paid_list', path: '/u/a.xlsx', office: '', document_no: '', columns: [{ column: 3, field: '缴费渠道' }], list_date: '2025-11-05', levy_year: 2026 },
  ])
})

it('wants a reason for a no, a day and a school where the list has none', async () => {
  const row = (id: string, more: Partial<Proposal> = {}) =>
    ({ proposal_id: id, kind: 'death', name: id, state: 'open', wants_day: false, wants_school: false, ...more }) as Proposal
  answer('proposals', { rows: [row('a'), row('b', { wants_day: true }), row('c', { kind: 'student', wants_school: true })], total: 3, page: 1, pages: 1, open: 3 })
  answer('decide_proposals', 1)
  const desk = newProposalsDesk()
  await desk.load()
  await desk.ask(false)
  await desk.decide()
  expect(desk.deciding?.fault).toContain('原因')
  if (desk.deciding) desk.deciding.reason = '人在家'
  await desk.decide()
  expect(askedFor('decide_proposals')).toEqual([{ proposal_ids: ['a'], take: false, reason: '人在家' }])
  desk.cursor = 1
  desk.toggle()
  await desk.ask(true)
  await desk.decide()
  expect(desk.deciding?.fault).toContain('日期')
  if (desk.deciding) desk.deciding.on = '2025-10-03'
  await desk.decide()
  expect(askedFor('decide_proposals').at(-1)).toEqual({ proposal_ids: ['b'], take: true, reason: '', on: '2025-10-03' })
  desk.cursor = 2
  await desk.ask(true)
  await desk.decide()
  expect(desk.deciding?.fault).toContain('学校')
})
