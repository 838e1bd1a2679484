import { beforeEach, expect, it, vi } from 'vitest'
import type { LevyYearRow } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'
import { newYearsDesk, stateWords, toOpen } from './levyYears'

vi.mock('@/ipc/call', async () => ({ ...(await vi.importActual<object>('@/ipc/call')), ...(await import('@/testing/fakeCall')) }))

function year(levy_year: number, state: LevyYearRow['state'], is_current = false): LevyYearRow {
  return { levy_year, policy_title: '', state, is_current, opened_at: null, opened_by: null, carried: null, people: 0, paid: 0, paid_elsewhere: 0, exempt: 0, refused: 0, unpaid: 0, households: 0, households_done: 0 }
}

beforeEach(forgetCalls)

it('offers the earliest year that waits', () => {
  expect(toOpen([year(2028, 'to_open'), year(2027, 'to_open'), year(2026, 'open', true)])?.levy_year).toBe(2027)
  expect(toOpen([year(2026, 'open', true), year(2025, 'over')])).toBeNull()
  expect([year(2027, 'to_open'), year(2026, 'open', true), year(2025, 'over')].map(stateWords)).toEqual(['政策已到，还没有打开', '正在收', '已过去，只能看'])
})

it('opens a year only after what it carries over was looked at', async () => {
  const carried = { people: 5, insured: 0, paid_not_acknowledged: 3, elsewhere: 0, not_insured: 0, not_born: 0, unknown: 2, categories: 1, categories_ended: 1, asked_again: 5 }
  const desk = newYearsDesk()
  answer('levy_years', [year(2027, 'to_open'), year(2026, 'open', true)])
  answer('preview_levy_year', carried)
  answer('open_levy_year', carried)
  await desk.load()
  await desk.open()
  expect(askedFor('open_levy_year')).toEqual([])
  await desk.look(2027)
  await desk.open()
  expect(askedFor('open_levy_year')).toEqual([{ levy_year: 2027 }])
  expect(desk.said).toContain('5 人')
})
