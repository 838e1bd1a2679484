import { beforeEach, expect, it, vi } from 'vitest'
import type { Receipt } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newArrivalDesk } = await import('./receipts')

const RECEIPT = { receipt_no: 'R1', arrived_on: null, arrival_source: '' } as unknown as Receipt
const KNOWN = { ...RECEIPT, arrived_on: '2026-01-15' } as Receipt
beforeEach(forgetCalls)

it('asks for a day of the calendar before it asks Rust', async () => {
  const desk = newArrivalDesk(() => undefined)
  desk.ask(RECEIPT)
  for (const typed of ['', '20260231', '一月十五']) {
    desk.day = typed
    await desk.confirm('R1')
    expect([desk.fault === '', desk.open]).toEqual([false, true])
  }
  expect(askedFor('record_arrival')).toEqual([])
})

it('hands on the receipt with its cover and closes', async () => {
  const known: Receipt[] = []
  const desk = newArrivalDesk((receipt) => known.push(receipt))
  answer('record_arrival', [KNOWN])
  desk.ask(RECEIPT)
  desk.day = '2026.1.15'
  desk.source = ' 回单 7781 '
  await desk.confirm('R1')
  expect(askedFor('record_arrival')).toEqual([{ receipt_nos: ['R1'], arrived_on: '2026-01-15', source: '回单 7781' }])
  expect([known, desk.open]).toEqual([[KNOWN], false])
})

it('stays open with what was typed when Rust refuses the day', async () => {
  const desk = newArrivalDesk(() => undefined)
  answer('record_arrival', () => Promise.reject(refusal('E-ARR-001')))
  desk.ask(KNOWN)
  expect(desk.day).toBe('2026-01-15')
  await desk.confirm('R1')
  expect([desk.open, desk.task.error?.code]).toEqual([true, 'E-ARR-001'])
})
