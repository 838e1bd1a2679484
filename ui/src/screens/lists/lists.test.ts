import { beforeEach, expect, it, vi } from 'vitest'
import type { ListLook, OfficeListReport, Proposal } from '@/ipc/types'
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
  const look = { mapping: [{ header: '实收', field: null }], fields: [], top: [], header_row: 1, fault: null } as unknown as ListLook
  answer('list_look', look)
  answer('office_list_preview', REPORT)
  const desk = newOfficeDesk()
  desk.wizard.path = ' /u/a.xlsx '
  desk.list_date = '去年'
  await desk.wizard.start()
  expect(desk.fault).not.toBe('')
  expect(askedFor('office_list_preview')).toEqual([])
  desk.list_date = '20251105'
  desk.levy_year = '2026'
  await desk.wizard.start()
  desk.wizard.setColumn(0, '实缴金额')
  await desk.wizard.check()
  const reading = { sheet: null, header_row: 1, encoding: null, mapping: [{ column: 0, field: '实缴金额' }] }
  expect(askedFor('office_list_preview').at(-1)).toEqual({
    kind: 'paid_list', path: '/u/a.xlsx', reading, office: '', document_no: '', list_date: '2025-11-05', levy_year: 2026,
  })
  desk.office = '税务所'
  expect(desk.seen(), 'what was checked is not what would come in').toBeNull()
})

it('looks at a file anew when it is of another kind', async () => {
  answer('list_look', { mapping: [], fields: [], top: [], header_row: 1, fault: null } as unknown as ListLook)
  answer('office_list_preview', REPORT)
  answer('office_list_apply', { ...REPORT, import_id: 'i' })
  answer('office_list_ages', [])
  const desk = newOfficeDesk()
  desk.wizard.path = 'a.xlsx'
  await desk.wizard.start()
  expect(desk.canApply()).toBe(false)
  answer('office_list_preview', { ...REPORT, matched: 3, already_imported_at: null })
  await desk.wizard.start()
  expect(desk.canApply()).toBe(true)
  await desk.wizard.apply()
  expect([desk.seen()?.import_id, desk.canApply()]).toEqual(['i', false])
  desk.kind = 'deaths'
  expect([desk.wizard.look, desk.seen()]).toEqual([null, null])
  await desk.wizard.start()
  expect(askedFor('list_look').at(-1)).toMatchObject({ kind: 'deaths' })
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
