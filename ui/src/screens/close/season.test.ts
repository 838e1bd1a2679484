import { beforeEach, expect, it, vi } from 'vitest'
import type { Season } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newSeasonDesk } = await import('./season')

const SEASON = { levy_year: 2026, levy_years: [2026], months: [], can_enter_allowance: true, allowance: null } as unknown as Season
beforeEach(() => {
  forgetCalls()
  answer('season', SEASON)
})

it('asks for the categories only on a key, and never for another year with them', async () => {
  const desk = newSeasonDesk()
  await desk.load()
  await desk.toggleCategories()
  await desk.choose('2026')
  expect(askedFor('season')).toEqual([
    { levy_year: null, with_categories: false },
    { levy_year: null, with_categories: true },
    { levy_year: 2026, with_categories: false },
  ])
})

it('writes the sheet of the year that is shown, into a folder', async () => {
  answer('export_season', '/u/合计表.xlsx')
  const desk = newSeasonDesk()
  await desk.choose('2026')
  desk.folder = '  '
  await desk.write()
  expect([desk.folderFault !== '', askedFor('export_season')]).toEqual([true, []])
  desk.folder = '/u'
  await desk.write()
  expect([askedFor('export_season'), desk.saved]).toEqual([[{ levy_year: 2026, to_folder: '/u' }], '/u/合计表.xlsx'])
})

it('enters what the paper gives a head, with the paper', async () => {
  const allowance = { each: '1.00', people: 3, amount: '3.00', source: '镇文', quote: '' }
  answer('set_handling_allowance', { ...SEASON, allowance })
  const desk = newSeasonDesk()
  await desk.choose('2026')
  desk.each = '一块'
  await desk.saveAllowance()
  expect([Object.keys(desk.allowanceFaults), askedFor('set_handling_allowance')]).toEqual([['each', 'paper'], []])
  Object.assign(desk, { each: '1', paper: ' 镇文 ' })
  await desk.saveAllowance()
  expect(askedFor('set_handling_allowance')).toEqual([{ levy_year: 2026, each: '1', paper: '镇文' }])
  expect(desk.season?.allowance).toEqual(allowance)
})
