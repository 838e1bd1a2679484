import { beforeEach, expect, it, vi } from 'vitest'
import type { TicketBook, TicketRegister } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newTicketDesk } = await import('./tickets')

const REGISTER = { books: [], payments_with: 0, payments_without: 0, spoilt: [], agrees: true } as TicketRegister
beforeEach(() => {
  forgetCalls()
  answer('ticket_register', REGISTER)
})

it('enters a book that came, with its day', async () => {
  answer('receive_tickets', { ticket_book_no: 1, first: '皖01', last: '皖10', received: 10 } as TicketBook)
  const desk = newTicketDesk()
  desk.start('receive')
  Object.assign(desk, { first: '皖01', last: '皖10', day: '明天', party: '青溪镇' })
  await desk.save()
  expect([desk.dayFault !== '', askedFor('receive_tickets')]).toEqual([true, []])
  desk.day = '20251020'
  await desk.save()
  expect(askedFor('receive_tickets')).toEqual([{ first: '皖01', last: '皖10', received_on: '2025-10-20', source: '青溪镇' }])
  expect([desk.act, desk.said.includes('共 10 张'), askedFor('ticket_register')]).toEqual([null, true, [null]])
})

it('enters a spoilt sheet, kept or lost, and what went back', async () => {
  answer('spoil_ticket', null)
  answer('return_tickets', 2)
  const desk = newTicketDesk()
  desk.start('spoil')
  Object.assign(desk, { first: '皖03', reason: '写错' })
  await desk.save()
  desk.start('spoil')
  Object.assign(desk, { first: '皖04', reason: '丢了', lost: true })
  await desk.save()
  expect(askedFor('spoil_ticket')).toEqual([
    { ticket_no: '皖03', reason: '写错', is_kept: true },
    { ticket_no: '皖04', reason: '丢了', is_kept: false },
  ])
  desk.start('return')
  Object.assign(desk, { first: '皖09', last: '皖10', day: '20251201', party: '青溪镇' })
  await desk.save()
  expect(askedFor('return_tickets')).toEqual([{ first: '皖09', last: '皖10', returned_on: '2025-12-01', to: '青溪镇' }])
  expect(desk.said).toContain('2 张')
})

it('keeps the form with what Rust refuses', async () => {
  answer('spoil_ticket', () => Promise.reject(refusal('E-TKT-004')))
  const desk = newTicketDesk()
  desk.start('spoil')
  Object.assign(desk, { first: '皖99', reason: '写错' })
  await desk.save()
  expect([desk.act, desk.task.error?.code]).toEqual(['spoil', 'E-TKT-004'])
})
