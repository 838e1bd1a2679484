import { beforeEach, expect, it, vi } from 'vitest'
import type { AidResolution, LevyYearRow } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newAidDesk } = await import('./aid')

const AID = { aid_no: 1, resolution_no: '民决3号' } as AidResolution
const year = (levy_year: number, state: LevyYearRow['state']) => ({ levy_year, state }) as LevyYearRow

beforeEach(() => {
  forgetCalls()
  answer('resolutions', [AID])
  answer('levy_years', [year(2027, 'to_open'), year(2026, 'open'), year(2025, 'over')])
})

it('enters a resolution for an open year, as it was typed', async () => {
  answer('resolve_aid', AID)
  const desk = newAidDesk()
  await desk.load()
  desk.start()
  expect([desk.levy_year, desk.years]).toEqual(['2026', [2026]])
  Object.assign(desk, { resolution_no: '民决3号', day: '2025.10.20', source: '经营收入', who: '全体', most_each: '５０元', budget: '1,200', paper: '青〔2025〕31号' })
  await desk.save()
  expect(askedFor('resolve_aid')).toEqual([
    { levy_year: 2026, resolution_no: '民决3号', resolved_on: '2025-10-20', source: '经营收入', who: '全体', most_each: '50', budget: '1200', paper: '青〔2025〕31号' },
  ])
  expect([desk.open, desk.said.includes('民决3号')]).toEqual([false, true])
})

it('says what is no date and no sum, and keeps the form when Rust refuses', async () => {
  answer('resolve_aid', () => Promise.reject(refusal('E-AID-002')))
  const desk = newAidDesk()
  await desk.load()
  desk.start()
  Object.assign(desk, { day: '20251131', most_each: '', budget: '很多' })
  await desk.save()
  expect([Object.values(desk.faults).every((fault) => fault !== ''), askedFor('resolve_aid')]).toEqual([true, []])
  Object.assign(desk, { day: '20251020', most_each: '50', budget: '' })
  await desk.save()
  expect([desk.open, desk.task.error?.code, askedFor('resolve_aid')[0]]).toMatchObject([true, 'E-AID-002', { budget: null }])
})

it('ends one only with a reason', async () => {
  answer('end_aid', null)
  const desk = newAidDesk()
  await desk.load()
  desk.askEnd(AID)
  await desk.end()
  expect([desk.ending?.fault !== '', askedFor('end_aid')]).toEqual([true, []])
  desk.ending!.reason = ' 钱用完了 '
  await desk.end()
  expect([askedFor('end_aid'), desk.ending]).toEqual([[{ aid_no: 1, reason: '钱用完了' }], null])
})
