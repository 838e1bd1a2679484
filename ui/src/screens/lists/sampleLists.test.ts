import { beforeEach, expect, it, vi } from 'vitest'
import type { SampleListRow } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newSampleDesk, placeOf } = await import('./sampleLists')

beforeEach(() => forgetCalls())

const row = (way: SampleListRow['way'], kind: string): SampleListRow => ({
  file: `${kind}.xlsx`, way, kind, words: '', path: `/u/${kind}.xlsx`,
})

it('opens each list where such lists come in', () => {
  expect(placeOf(row('roster', 'roster'))).toEqual({ path: '/households/import', query: { file: '/u/roster.xlsx' } })
  expect(placeOf(row('category_list', 'category_list'))).toEqual({ path: '/lists/category', query: { file: '/u/category_list.xlsx' } })
  expect(placeOf(row('office', 'deaths'))).toEqual({ path: '/lists/office', query: { kind: 'deaths', file: '/u/deaths.xlsx' } })
})

it('writes them into the folder that stands there, and into none if there is none', async () => {
  answer('sample_lists', { folder: '/d/示例名单', lists: [{ ...row('office', 'deaths'), path: null }] })
  answer('save_sample_lists', { folder: '/d/示例名单', lists: [row('office', 'deaths')] })
  const desk = newSampleDesk()
  await desk.load()
  expect([desk.folder, desk.saved]).toEqual(['/d/示例名单', false])
  await desk.save()
  expect(askedFor('save_sample_lists')).toEqual([{ folder: '/d/示例名单' }])
  expect([desk.saved, desk.lists[0]?.path]).toEqual([true, '/u/deaths.xlsx'])
  desk.folder = ' '
  await desk.save()
  expect(askedFor('save_sample_lists')).toHaveLength(1)
})
