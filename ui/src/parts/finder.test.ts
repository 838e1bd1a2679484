import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { HouseholdRow, SearchPage } from '@/ipc/types'
import { answer, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newFinder } = await import('./finder')

const row = (hh_no: string) => ({ household_id: hh_no, hh_no }) as HouseholdRow
const page = (...rows: string[]): SearchPage => ({ households: rows.map(row), total: rows.length, page: 1, pages: 3 })

beforeEach(() => {
  forgetCalls()
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

it('asks once after the typing has paused', async () => {
  answer('search', page('H1'))
  const finder = newFinder()
  for (const text of ['z', 'zd', 'zdm']) {
    finder.text = text
    finder.typed()
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(100)
  expect(askedFor('search')).toEqual([{ text: 'zdm', page: 1 }])
  expect(finder.fresh).toBe(true)
})

it('opens the row under the cursor when the rows belong to the text', async () => {
  answer('search', page('H1', 'H2'))
  const finder = newFinder()
  await finder.load()
  finder.move(1)
  finder.move(1)
  expect((await finder.pick())?.hh_no).toBe('H2')
})

it('never opens a household that the clerk has not seen: Enter before the answer shows the several', async () => {
  answer('search', page('H1', 'H2'))
  const finder = newFinder()
  await finder.load()
  finder.text = '周'
  finder.typed()
  answer('search', page('H3', 'H4'))
  expect(await finder.pick()).toBeNull()
  expect(finder.rows.map((r) => r.hh_no)).toEqual(['H3', 'H4'])
  expect((await finder.pick())?.hh_no).toBe('H3')
})

it('opens the only one at once', async () => {
  answer('search', page('H3'))
  const finder = newFinder()
  finder.text = 'H3'
  finder.typed()
  expect((await finder.pick())?.hh_no).toBe('H3')
})

it('keeps the newest answer when an older one comes late', async () => {
  const slow = later<SearchPage>()
  answer('search', (r) => (r.text === '周' ? slow.promise : page('H9')))
  const finder = newFinder()
  finder.text = '周'
  const old = finder.load()
  finder.text = '周大'
  await finder.load()
  slow.come(page('H1'))
  await old
  expect(finder.rows.map((r) => r.hh_no)).toEqual(['H9'])
})

it('turns pages within what there is', async () => {
  answer('search', (r) => ({ ...page('H1'), page: r.page }))
  const finder = newFinder()
  await finder.load()
  await finder.turn(-1)
  await finder.turn(1)
  expect(askedFor('search')).toEqual([{ text: '', page: 1 }, { text: '', page: 2 }])
})

it('goes back to the last page when the one it stood on has gone', async () => {
  answer('search', (r) => (r.page > 1 ? { households: [], total: 1, page: r.page, pages: 1 } : { ...page('H1'), pages: 2 }))
  const finder = newFinder()
  await finder.load()
  await finder.turn(1)
  expect([finder.page, finder.rows.map((r) => r.hh_no)]).toEqual([1, ['H1']])
})

it('says why the search failed', async () => {
  answer('search', () => Promise.reject(refusal('E-COR-2')))
  const finder = newFinder()
  await finder.load()
  expect(finder.task.error?.code).toBe('E-COR-2')
})
