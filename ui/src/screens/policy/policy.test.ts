import { beforeEach, expect, it, vi } from 'vitest'
import type { CollectLine, PolicyPage, PolicyWindow, TrialRequest } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newPolicyDesk, timeline } = await import('./policy')

const span = (from: string, to: string) => ({ label: from, from, to }) as PolicyWindow
beforeEach(forgetCalls)

it('places the windows and today on one line', () => {
  const line = timeline([span('2025-01-01', '2025-01-05'), span('2025-01-06', '2025-01-10')], '2025-01-06')
  expect(line.bars.map((b) => [b.from, b.width])).toEqual([[0, 50], [50, 50]])
  expect([line.today, line.first, line.last]).toEqual([50, '2025-01-01', '2025-01-10'])
  expect(timeline([span('2025-01-01', '2025-01-05')], '2026-01-01').today).toBeNull()
})

it('tries a person without keeping him', async () => {
  answer('policies', [{ id: 'p', title: '', doc_no: '', levy_year: 2026 }])
  answer('policy', { id: 'p' } as PolicyPage)
  answer('trial', { due: '200.00' } as CollectLine)
  const desk = newPolicyDesk()
  await desk.load('', '2025-11-12')
  await desk.try()
  expect([Object.keys(desk.faults), askedFor('trial')]).toEqual([['birth'], []])
  desk.form.birth = '19450101'
  desk.form.category = 'disability'
  desk.form.grade = '2'
  await desk.try()
  const sent = askedFor('trial')[0] as TrialRequest
  expect([sent.policy_id, sent.pay_on, sent.person.birth]).toEqual(['p', '2025-11-12', '1945-01-01'])
  expect(sent.person.categories).toEqual([{ code: 'disability', grade: 2, subtype: null, designated_on: null, designated_by: 'in_area' }])
  expect(desk.answer?.due).toBe('200.00')
})
