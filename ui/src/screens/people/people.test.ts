import { beforeEach, expect, it, vi } from 'vitest'
import type { PeoplePage } from '@/ipc/types'
import { answer, askedFor, forgetCalls, later } from '@/testing/fakeCall'
import { newPeopleDesk, NO_GROUP, noWishes, request } from './people'

vi.mock('@/ipc/call', async () => ({ ...(await vi.importActual<object>('@/ipc/call')), ...(await import('@/testing/fakeCall')) }))

function page(names: string[], more: Partial<PeoplePage> = {}): PeoplePage {
  const rows = names.map((name, i) => ({ person_id: `p${i}`, household_id: `h${i}`, hh_no: '1', village_group: '', member_no: 1, name, certno_masked: '', relation: '', is_head: true, age: 1, phone: '', has_category: false, categories: [], state: 'unpaid', state_label: '未缴', standing_label: '', whereabouts: '' }))
  return { rows, total: rows.length, page: 1, pages: 1, levy_year: 2026, unpaid: 0, paid: 0, paid_elsewhere: 0, exempt: 0, refused: 0, groups: [], revealed: false, ...more }
}

beforeEach(forgetCalls)

it('asks for what the form holds and for nothing that it does not', () => {
  expect(request(noWishes(), 'roster', false, 1)).toEqual({
    text: '', village_group: null, state: null, has_category: null, category: null, age_from: null, age_to: null,
    standing: 'present', everyone: false, away: false, heads_only: false, whereabouts: null, sort: 'roster', descending: false, page: 1, levy_year: null,
  })
  const full = { ...noWishes(), text: ' shan ', group: NO_GROUP, age: '80-', standing: 'everyone', mark: 'no', heads_only: true, year: '2025' }
  expect(request(full, 'age', true, 2)).toMatchObject({
    text: 'shan', village_group: '', age_from: 80, age_to: null, standing: null, everyone: true, has_category: false, heads_only: true, levy_year: 2025, sort: 'age', descending: true, page: 2,
  })
  expect(request({ ...noWishes(), whereabouts: 'away' }, 'roster', false, 1)).toMatchObject({ whereabouts: 'away', away: false })
  expect(request({ ...noWishes(), age: '0-5' }, 'roster', false, 1)).toMatchObject({ age_from: 0, age_to: 5 })
})

it('shows only the newest answer', async () => {
  const desk = newPeopleDesk()
  const slow = later<PeoplePage>()
  answer('people', () => slow.promise)
  const first = desk.load()
  answer('people', page(['新']))
  await desk.load()
  slow.come(page(['旧']))
  await first
  expect(desk.page?.rows.map((r) => r.name)).toEqual(['新'])
})

it('asks for categories only after the key, and forgets the wish for one when they are hidden again', async () => {
  const desk = newPeopleDesk()
  answer('people', page(['甲']))
  answer('reveal_people', page(['甲'], { revealed: true }))
  await desk.load()
  expect(askedFor('reveal_people')).toEqual([])
  await desk.reveal()
  desk.wishes.category = 'disability'
  await desk.load()
  expect(askedFor('reveal_people')).toHaveLength(2)
  await desk.reveal()
  expect(desk.wishes.category).toBe('')
  expect(desk.page?.revealed).toBe(false)
})

it('sorts by a column, and the other way round when it is chosen again', async () => {
  const desk = newPeopleDesk()
  answer('people', page(['甲']))
  await desk.sortBy('age')
  await desk.sortBy('age')
  expect(askedFor('people').map((r) => (r as { sort: string; descending: boolean }).descending)).toEqual([false, true])
})

it('sends a reason only with full numbers', async () => {
  const desk = newPeopleDesk()
  answer('export_people', { path: '/x/人员.xlsx', people: 3 })
  desk.exporting = { folder: '/x', full: false, reason: '写了又不要', done: '' }
  await desk.write()
  expect(askedFor('export_people')[0]).toMatchObject({ full_reason: null, to_folder: '/x' })
  expect(desk.exporting.done).toContain('3 人')
})

it('offers the kinds of whereabouts that Rust knows, and works without them', async () => {
  const desk = newPeopleDesk()
  answer('people', page(['甲']))
  await desk.open()
  expect([desk.page?.total, desk.places.map((of) => of.code)]).toEqual([1, ['away', 'not_written']])
  answer('canvass_codes', { outcomes: [], ways: [], whereabouts: [{ code: 'working', label: '在外务工' }], warning: null, today: '', user: '' })
  await desk.open()
  expect(desk.places.map((of) => of.code)).toEqual(['away', 'not_written', 'working'])
})
