import { beforeEach, expect, it, vi } from 'vitest'
import type { LeaveOutReason, MissingPage, MissingRow } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'
import { canMark, lacks, newMissingDesk, request } from './missing'

vi.mock('@/ipc/call', async () => ({ ...(await vi.importActual<object>('@/ipc/call')), ...(await import('@/testing/fakeCall')) }))

const REASONS: LeaveOutReason[] = [
  { code: 'employee_insurance', label: '已参加职工医保', lawful: true, needs_note: false, proof: '职工医保参保证明' },
  { code: 'paid_elsewhere', label: '已在别处缴费', lawful: true, needs_note: true, proof: '缴费凭证' },
  { code: 'refused', label: '本人不愿参保', lawful: false, needs_note: true, proof: '' },
]

function row(more: Partial<MissingRow> = {}): MissingRow {
  return {
    person_id: 'p1', household_id: 'h1', hh_no: '1', village_group: '一组', head: '王大山', member_no: 1, name: '王大山', certno_masked: '', relation: '户主', age: 40, phone: '',
    state: 'unpaid', state_label: '未缴', why: 'can_pay', why_label: '可以收，还没缴', words: '', due: '400.00', rule: null, recorded: '', last_reason: null, last_year_label: '', ...more,
  }
}

function page(rows: MissingRow[]): MissingPage {
  const none = { total: 0, paid: 0, paid_elsewhere: 0, exempt: 0, refused: 0, missing: 0 }
  return {
    levy_year: 2026, people: none, households_total: 0, households_open: 0, by_why: [], by_group: [], targets: [], strict: null, rows, total: rows.length, page: 1, pages: 1,
    last_year: { insured: 0, kept: 0, exempt: 0, stopped: 0, new: 0, unknown: 0 },
  }
}

beforeEach(forgetCalls)

it('asks for the list that is chosen', () => {
  const desk = { text: ' 王 ', group: '-', why: '', list: 'target:2', year: null }
  expect(request(desk, 3)).toEqual({ view: 'target', target: 2, why: null, village_group: '', text: '王', page: 3, levy_year: null })
  expect(request({ ...desk, list: 'stopped', group: '一组', year: 2025 }, 1)).toMatchObject({ view: 'stopped', target: null, village_group: '一组', levy_year: 2025 })
})

it('says what a mark still lacks before anything is sent', () => {
  const form = { person_id: 'p', name: '王', reason: 'employee_insurance', note: '', proof: '', approval_no: '', fault: '' }
  expect(lacks(form, REASONS)).toBe('')
  expect(lacks({ ...form, reason: 'paid_elsewhere' }, REASONS)).toContain('缴费凭证')
  expect(lacks({ ...form, reason: 'paid_elsewhere', proof: '截图' }, REASONS)).toBe('')
  expect(lacks({ ...form, reason: 'refused', note: ' ' }, REASONS)).toContain('说明')
})

it('a year that is over, or somebody who paid, is not marked', () => {
  expect([canMark(row()), canMark(row({ why: 'was_unpaid' })), canMark(row({ state: 'paid', why: null })), canMark(null)]).toEqual([true, false, false, false])
})

it('marks the person under the cursor, says so, and stays in place', async () => {
  const desk = newMissingDesk()
  answer('missing', page([row(), row({ person_id: 'p2', name: '王秀英' }), row({ person_id: 'p3', name: '王小雨' })]))
  answer('mark_enrolment', { state: 'exempt', state_label: '不用缴' })
  await desk.load()
  desk.move(1)
  desk.mark()
  desk.marking!.proof = '社保卡记录'
  answer('missing', page([row(), row({ person_id: 'p3', name: '王小雨' })]))
  await desk.saveMark(REASONS)
  expect(askedFor('mark_enrolment')).toEqual([{ person_id: 'p2', reason: 'employee_insurance', note: '', proof: '社保卡记录', approval_no: null, levy_year: null }])
  expect([desk.marking, desk.said, desk.cursor, desk.row()?.name]).toEqual([null, '王秀英：已记下“不用缴”。', 1, '王小雨'])
})

it('keeps the form open when the mark is refused', async () => {
  const desk = newMissingDesk()
  answer('missing', page([row()]))
  answer('mark_enrolment', () => {
    throw refusal('E-FIL-001')
  })
  await desk.load()
  desk.mark()
  await desk.saveMark(REASONS)
  expect(desk.marking).not.toBeNull()
  expect(desk.task.error?.code).toBe('E-FIL-001')
})
