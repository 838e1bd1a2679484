// What the canvassing screens decide, with Rust's answers given one by one.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, asked, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'
import type { CanvassCodes, CanvassHousehold, CanvassPage, CanvassRow, CanvassVisit, RoundRow } from '@/ipc/types'
import { dueWords, isFirst, newListDesk } from './canvass'
import { newCadreDesk } from './cadres'
import { shortDay } from './day'
import { newRoundDesk, readNumbers, rowWords } from './round'
import { newVisitDesk, visitWords } from './visit'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))

const codes: CanvassCodes = {
  outcomes: [
    { code: 'later', label: '改天再缴', key: '2', needs_note: false, refuses: false },
    { code: 'refused', label: '不愿参保', key: '5', needs_note: false, refuses: true },
    { code: 'other', label: '其他情况', key: '0', needs_note: true, refuses: false },
  ],
  ways: [{ code: 'door', label: '上门' }],
  whereabouts: [{ code: 'working', label: '在外务工' }],
  warning: { article: '二（二）9', quote: '不纳入' },
  today: '2025-12-01',
  user: '周会计',
}
const row = (over: Partial<CanvassRow>): CanvassRow => ({
  household_id: 'h1', hh_no: '3', head: '王大山', village_group: '一组', address: '', person_id: 'p1', name: '王大山',
  relation: '户主', age: 46, phone: '', state: 'unpaid', state_label: '没缴', is_present: true, whereabouts: '', cadre: '',
  visits: 0, last: null, next_on: null, due: 'later', ...over,
})
const page = (over: Partial<CanvassPage>): CanvassPage => ({
  rows: [], people: 0, households: 0, overdue: 0, today: 0, never: 0, page: 1, pages: 1, ...over,
})
const household = (visits: CanvassVisit[] = []): CanvassHousehold => ({
  household_id: 'h1', hh_no: '3', head: '王大山', village_group: '一组', address: '', phone: '', visits, cadre_id: '', cadre: '',
  can_print_refusal: false,
  members: ['p1', 'p2', 'p3'].map((person_id, i) => ({
    person_id, name: `王${i}`, relation: '', age: null, phone: '', whereabouts: [], state_label: '',
    state: (['unpaid', 'refused', 'paid'] as const)[i]!,
  })),
})
const visit: CanvassVisit = {
  visit_no: 7, levy_year: 2026, visited_on: '2025-11-20', visitor: '王主任', way: 'door', way_label: '上门', met: '', note: '',
  next_on: null, warned: false, signed: null, signed_on: null, marked: false, corrects: null, corrected_by: null,
  at: '', user: '', answers: [{ person_id: 'p3', name: '王2', outcome: 'later', label: '改天再缴' }],
}
const roundRow = (row_no: number, entered = false): RoundRow => ({
  row_no, is_done: false, person: row({ person_id: `p${row_no}`, name: `人${row_no}` }),
  entered: entered ? { outcome: 'later', label: '改天再缴', visited_on: '2025-11-20', next_on: null } : null,
})
const round = { round_no: 4, levy_year: 2026, title: '一组', visitor: '王主任', left_out: 0, rows: 3, entered: 1, at: '2025-11-19T08:00:00+08:00', user: '' }

beforeEach(forgetCalls)

describe('days as they stand on a walked list', () => {
  it('reads them without a year, backwards for a visit and forwards for the next one', () => {
    expect(shortDay('1120', '2025-12-01', true)).toBe('2025-11-20')
    expect(shortDay('12-31', '2026-01-05', true)).toBe('2025-12-31')
    expect(shortDay('1月5日', '2025-12-28')).toBe('2026-01-05')
    expect(shortDay('+3', '2025-12-30')).toBe('2026-01-02')
    expect(shortDay('2025年11月2日', '2025-12-01')).toBe('2025-11-02')
    for (const bad of ['', '13-40', '明天', '5', '1332']) expect(shortDay(bad, '2025-12-01')).toBeNull()
  })
})

describe('the list', () => {
  it('sends the filter, turns pages and stays inside them', async () => {
    answer('cadres', { cadres: [], groups: [{ village_group: '', households: 2, cadre_id: null }] })
    answer('canvass_list', page({ rows: [row({}), row({ person_id: 'p2' })], people: 60, pages: 2 }))
    const desk = newListDesk(true)
    await desk.load()
    desk.group = desk.groups()[0]!.code
    desk.cadre = 'nobody'
    await desk.load()
    expect(askedFor('canvass_list')[1]).toEqual({
      filter: { village_group: '', cadre: 'nobody', due_only: true, with_refused: false },
      page: 1,
    })
    expect(desk.groups()[0]!.label).toBe('没有写组的户')
    desk.move(1)
    desk.move(1)
    expect(desk.current()?.person_id).toBe('p2')
    await desk.turn(1)
    expect(askedFor('canvass_list')[2]).toMatchObject({ page: 2 })
    await desk.turn(-1)
    expect(askedFor('canvass_list')).toHaveLength(3)
  })

  it('asks again when the filter was changed while the list was on its way', async () => {
    answer('cadres', { cadres: [], groups: [{ village_group: '一组', households: 2, cadre_id: null }] })
    const first = later<CanvassPage>()
    answer('canvass_list', () => first.promise)
    const desk = newListDesk()
    const loading = desk.load()
    desk.dueOnly = true
    await desk.load()
    await Promise.resolve()
    answer('canvass_list', page({ people: 1 }))
    first.come(page({ people: 9 }))
    await loading
    expect(desk.list?.people).toBe(1)
  })

  it('keeps households together and says when to come again', () => {
    const rows = [row({}), row({ person_id: 'p2' }), row({ household_id: 'h2', person_id: 'p3' })]
    expect(rows.map((_, i) => isFirst(rows, i))).toEqual([true, false, true])
    expect(dueWords(row({ next_on: '2025-11-09', due: 'overdue' }))).toBe('11月9日，已过')
    expect(dueWords(row({ next_on: '2025-12-01', due: 'today' }))).toBe('今天')
    expect(dueWords(row({}))).toBe('')
  })
})

describe('a visit', () => {
  async function opened(): Promise<ReturnType<typeof newVisitDesk>> {
    answer('canvass_codes', codes)
    answer('cadres', { cadres: [], groups: [] })
    answer('canvass_household', household([visit]))
    const desk = newVisitDesk()
    await desk.load('h1')
    return desk
  }

  it('wants an outcome, and sends what belongs to a refusal only with one', async () => {
    const desk = await opened()
    expect(desk.people().map((m) => m.person_id)).toEqual(['p1', 'p2'])
    expect(await desk.save()).toBe(false)
    expect(Object.keys(desk.faults)).toEqual(['outcomes'])
    desk.form.outcomes.p1 = 'later'
    desk.form.warned = true
    desk.form.mark_refused = true
    desk.form.sheet = 'yes'
    desk.form.next_on = '+3'
    answer('record_visit', household())
    expect(await desk.save()).toBe(true)
    expect(askedFor('record_visit')[0]).toMatchObject({
      visited_on: '2025-12-01', next_on: '2025-12-04', warned: false, signed: null, mark_refused: false,
      answers: [{ person_id: 'p1', outcome: 'later' }],
    })
    desk.form.outcomes.p1 = 'refused'
    desk.form.warned = true
    desk.form.sheet = 'no'
    desk.form.signed_on = '11-30'
    expect(desk.refuses()).toBe(true)
    await desk.save()
    expect(askedFor('record_visit')[1]).toMatchObject({ warned: true, signed: false, signed_on: '2025-11-30' })
  })

  it('keeps what was typed when it is refused', async () => {
    const desk = await opened()
    desk.form.outcomes.p1 = 'other'
    answer('record_visit', () => Promise.reject(refusal('E-CAN-005')))
    expect(await desk.save()).toBe(false)
    expect(desk.saving.error?.code).toBe('E-CAN-005')
    expect(desk.form.outcomes.p1).toBe('other')
  })

  it('is put right or taken back by another one that names it', async () => {
    const desk = await opened()
    desk.correct(visit)
    expect(desk.people().map((m) => m.person_id)).toEqual(['p1', 'p2', 'p3'])
    answer('record_visit', household())
    desk.form.outcomes.p3 = 'refused'
    await desk.save()
    expect(askedFor('record_visit')[0]).toMatchObject({ corrects: 7, visited_on: '2025-11-20' })
    expect(desk.form.corrects).toBeNull()
    await desk.withdraw(visit)
    expect(askedFor('record_visit')[1]).toMatchObject({ corrects: 7, answers: [] })
    expect(visitWords({ ...visit, answers: [] })).toContain('作废')
  })

  it('feeds the roster with whereabouts only where they say something about work', async () => {
    const desk = await opened()
    expect(await desk.saveWhereabouts()).toBe(false)
    desk.where.person = 'p1'
    desk.where.kind = 'studying'
    desk.where.feeds = true
    answer('record_whereabouts', {})
    expect(await desk.saveWhereabouts()).toBe(true)
    expect(askedFor('record_whereabouts')[0]).toMatchObject({ feeds_roster: false, as_of: '2025-12-01' })
  })
})

describe('the entry of a walked list', () => {
  async function opened(): Promise<ReturnType<typeof newRoundDesk>> {
    answer('canvass_codes', codes)
    answer('rounds', [round])
    answer('round', (r) => ({ round: { ...round }, rows: r.first_row === 1 ? [roundRow(1, true), roundRow(2)] : [roundRow(3)] }))
    const desk = newRoundDesk()
    await desk.load(null)
    return desk
  }

  it('loads every row and goes as the cadre of the list', async () => {
    const desk = await opened()
    expect(desk.rows.map((r) => r.row_no)).toEqual([1, 2, 3])
    expect([desk.visitor, desk.visitedOn]).toEqual(['王主任', '2025-12-01'])
  })

  it('says who is meant before anything is written, and that a number is not on the list', async () => {
    const desk = await opened()
    desk.numbers = '2-3'
    expect(desk.named()?.map(rowWords)).toEqual(['2 人2（户主 46岁，一组 3户）', '3 人3（户主 46岁，一组 3户）'])
    desk.numbers = '４'
    expect(desk.checkNumbers()).toBe(false)
    expect(desk.faults.numbers).toContain('最大是 3')
    expect(await desk.save()).toBe(false)
    expect(asked.some((a) => a.name === 'enter_round')).toBe(false)
  })

  it('writes a row with its number, one key and Enter, and keeps the day for the next', async () => {
    const desk = await opened()
    desk.visitedOn = '1130'
    desk.numbers = '2'
    desk.outcome = '２'
    answer('enter_round', [roundRow(2, true)])
    expect(await desk.save()).toBe(true)
    expect(askedFor('enter_round')[0]).toEqual({
      round_no: 4, rows: '2', outcome: 'later', visited_on: '2025-11-30', visitor: '王主任', way: 'door', note: '', next_on: null,
      replace: false,
    })
    expect([desk.round?.entered, desk.numbers, desk.outcome, desk.visitedOn]).toEqual([2, '', '', '1130'])
    expect(desk.rows[1]?.entered?.label).toBe('改天再缴')
  })

  it('puts a row right that was entered before, and wants a note where one is due', async () => {
    const desk = await opened()
    desk.numbers = '1'
    expect(desk.replaces()).toBe(true)
    desk.outcome = '0'
    expect(await desk.save()).toBe(false)
    expect(desk.faults.note).toBeTruthy()
    desk.note = '住院'
    answer('enter_round', [roundRow(1, true)])
    await desk.save()
    expect(askedFor('enter_round')[0]).toMatchObject({ replace: true, note: '住院' })
    expect(desk.round?.entered).toBe(1)
  })

  it('reads numbers as they are written', () => {
    expect(readNumbers('3，5 8-10')).toEqual([3, 5, 8, 9, 10])
    for (const bad of ['', '0', '5-3', '十', '1-60']) expect(readNumbers(bad)).toBeNull()
  })
})

describe('the cadres', () => {
  it('says from whom a group would be taken', async () => {
    answer('cadres', {
      cadres: [{ cadre_id: 'c1', name: '王主任', phone: '', groups: ['一组'], households: [] }],
      groups: [{ village_group: '一组', households: 3, cadre_id: 'c1' }],
    })
    const desk = newCadreDesk()
    await desk.load()
    desk.edit(null)
    expect(desk.holder('一组')).toBe('王主任')
    desk.edit(desk.duties!.cadres[0]!)
    expect([desk.holder('一组'), desk.groups]).toEqual(['', ['一组']])
    answer('save_cadre', () => Promise.reject(refusal('E-CAN-016')))
    expect(await desk.save()).toBe(false)
    expect(desk.open).toBe(true)
  })
})
