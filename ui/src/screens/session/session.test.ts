import { beforeEach, expect, it, vi } from 'vitest'
import type { SessionStatus } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newSessionDesk } = await import('./session')

const NOW: SessionStatus = { open: null, suggested_date: '2025-11-12', last_business_date: '2025-11-11', clock_words: null }
beforeEach(forgetCalls)

it('opens on the suggested date with the float counted', async () => {
  answer('open_session', NOW)
  const desk = newSessionDesk()
  desk.start(NOW)
  desk.float = '２００'
  expect(await desk.submit()).toBe(true)
  expect(askedFor('open_session')).toEqual([{ business_date: '2025-11-12', float: '200', confirmed: false }])
})

it('wants a yes to another date, or to what the clock says', async () => {
  answer('open_session', NOW)
  const desk = newSessionDesk()
  desk.start(NOW)
  desk.date = '20251113'
  expect(await desk.submit()).toBe(false)
  desk.confirmed = true
  expect(await desk.submit()).toBe(true)
  desk.start({ ...NOW, clock_words: '电脑的钟比上一笔还早。' })
  expect([desk.needsConfirmation(), desk.confirmed]).toEqual([true, false])
  expect(desk.confirmLabel()).toContain('电脑的时间')
  expect([await desk.submit(), desk.dateFault.includes('电脑的时间')]).toEqual([false, true])
  expect(askedFor('open_session')).toEqual([{ business_date: '2025-11-13', float: '0', confirmed: true }])
})

it('says what is wrong with a date or a float, and what Rust refuses', async () => {
  const desk = newSessionDesk()
  desk.start(NOW)
  desk.date = '20251131'
  desk.float = '两百'
  expect(await desk.submit()).toBe(false)
  expect([desk.dateFault !== '', desk.floatFault !== '']).toEqual([true, true])
  answer('open_session', () => Promise.reject(refusal('E-SES-2')))
  desk.start(NOW)
  expect(await desk.submit()).toBe(false)
  expect(desk.task.error?.code).toBe('E-SES-2')
})
