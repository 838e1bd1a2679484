import { expect, it } from 'vitest'
import type { Home } from '@/ipc/types'
import { nextStep, unremittedTone } from './home'

const SESSION = { session_no: 1, business_date: '2025-11-12', float: '0.00', opened_at: '', payments: 0, left_from_earlier_day: false }

function home(more: { open?: object | null; unexported?: number[]; people?: number; unpaid?: number; amount?: string; age?: number | null }): Home {
  return {
    session: { open: more.open === undefined ? null : more.open, suggested_date: '', last_business_date: null, clock_words: null },
    unremitted: { amount: more.amount ?? '0.00', oldest_on: null, age_days: more.age ?? null, words: '' },
    alarms: [],
    people: { total: more.people ?? 10, paid: 0, paid_elsewhere: 0, exempt: 0, refused: 0, unpaid: more.unpaid ?? 10 },
    unexported_closes: more.unexported ?? [],
  } as unknown as Home
}

it.each([
  ['a session left open comes first', home({ open: { ...SESSION, left_from_earlier_day: true }, unexported: [3] }), '/close'],
  ['then the close that no stick carries', home({ unexported: [3, 4] }), '/close/3'],
  ['but not in the middle of collecting', home({ open: SESSION, unexported: [3] }), '/collect'],
  ['an empty book wants its roster', home({ people: 0, unpaid: 0 }), '/households/import'],
  ['else there are people to collect from', home({}), '/collect'],
])('%s', (_, now, path) => expect(nextStep(now).path).toBe(path))

it('says how the unremitted cash stands', () => {
  expect([
    unremittedTone(home({})),
    unremittedTone(home({ amount: '400.00', age: 0 })),
    unremittedTone(home({ amount: '400.00', age: 1 })),
  ]).toEqual(['calm', 'there', 'old'])
})
