import { beforeEach, expect, it, vi } from 'vitest'
import type { RegistrationRow } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newRegistrationsDesk } = await import('./registrations')

beforeEach(() => forgetCalls())

it('marks the chosen rows or the one under the cursor, and a failure only with its reason', async () => {
  const row = (no: number) => ({ registration_no: no, name: `人${no}`, kind: 'new', state: 'waiting' }) as RegistrationRow
  answer('registrations', { rows: [row(1), row(2), row(3)], total: 3, page: 1, pages: 1, waiting: 3, entered: 0, failed: 0, dropped: 0 })
  answer('mark_registrations', 1)
  const desk = newRegistrationsDesk()
  await desk.load()
  await desk.mark('entered')
  expect(askedFor('mark_registrations').at(-1)).toEqual({ registration_nos: [1], state: 'entered', reason: '' })
  desk.toggle()
  desk.toggle()
  desk.failing = { reason: ' ', fault: '' }
  await desk.fail()
  expect(desk.failing?.fault).not.toBe('')
  if (desk.failing) desk.failing.reason = '系统里已有同号的人'
  await desk.fail()
  expect(askedFor('mark_registrations').at(-1)).toEqual({ registration_nos: [1, 2], state: 'failed', reason: '系统里已有同号的人' })
  expect(desk.failing).toBeNull()
})
