import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AidOffer, Bill, CollectLine, Receipt } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newCollectDesk } = await import('./collect')
const { enterNext } = await import('./beside')

const line = (no: number) => ({ person_id: `p${no}`, member_no: no, name: `人${no}`, included: true, needs: [], till_notes: [] }) as unknown as CollectLine
const OFFER: AidOffer = {
  aid_no: 2,
  resolution_no: '民决3号',
  who: '全体',
  source: '经营收入',
  most_each: '50.00',
  left: '70.00',
  shares: [
    { person_id: 'p1', amount: '50.00' },
    { person_id: 'p2', amount: '20.00' },
  ],
}
function bill(more: Partial<Bill> = {}): Bill {
  return {
    payment_id: 'pay-1', household_id: 'h1', levy_year: 2026, lines: [line(1), line(2)], total_due: '800.00', to_take: '800.00', total_collective_aid: '0.00',
    prefers_scan: false, by_scan: false, next_ticket: null, aid_offers: [], other_years: [], sum_differences: [], tendered: null, change: null, blocker: null,
    ...more,
  } as unknown as Bill
}
const USUAL = { payment_id: 'pay-1', household_id: 'h1', left_out: [], in_full: [], brought_in: [] }

async function atTill(first: Bill = bill(), levy_year?: number) {
  answer('open_collect', first)
  answer('quote', (r) => ({ ...first, by_scan: r.by_scan === true, tendered: r.tendered, change: r.tendered === null ? null : '0.00' }))
  answer('take_payment', { receipt_no: 'R1' } as Receipt)
  const desk = newCollectDesk()
  await desk.open('h1', levy_year)
  return desk
}
beforeEach(forgetCalls)

describe('by telephone', () => {
  it('starts there where the notice prefers it, and orders the number of the transaction instead of cash', async () => {
    const desk = await atTill(bill({ prefers_scan: true, by_scan: true }))
    expect(desk.beside.scan).toBe(true)
    desk.tendered = '5000'
    desk.beside.trade_no = ' 42000020241008 '
    await desk.submitTendered()
    await desk.take()
    expect(askedFor('take_payment')).toEqual([{ ...USUAL, by_scan: true, trade_no: '42000020241008', tendered: '800.00', seen_due: '800.00' }])
  })

  it('leaves it to Rust to say that the number is missing', async () => {
    const desk = await atTill(bill({ by_scan: true }))
    answer('quote', bill({ by_scan: true, blocker: { code: 'E-PAY-019', message: '', todo: '', params: {} } }))
    await desk.submitTendered()
    expect([desk.stage, desk.attempted, desk.bill?.blocker?.code]).toEqual(['till', true, 'E-PAY-019'])
  })

  it('goes over to cash and back with one key, and a cash payment says nothing of the telephone', async () => {
    const desk = await atTill(bill({ prefers_scan: true, by_scan: true }))
    desk.beside.trade_no = '42'
    await desk.toggleScan()
    expect(askedFor('quote')).toEqual([{ ...USUAL, tendered: null }])
    await desk.toggleScan()
    expect(askedFor('quote')[1]).toEqual({ ...USUAL, by_scan: true, trade_no: '42', tendered: null })
  })
})

describe('a pre-printed receipt', () => {
  it('takes the number that lies on top, and a typed one as it is', async () => {
    const desk = await atTill(bill({ next_ticket: '皖0000004' }))
    desk.beside.takeTicket(desk.bill!)
    await desk.besideChanged()
    expect(askedFor('quote')).toEqual([{ ...USUAL, ticket_no: '皖0000004', tendered: null }])
    desk.beside.ticket_no = ' 皖0000009 '
    await desk.submitTendered()
    await desk.take()
    expect(askedFor('take_payment')).toEqual([{ ...USUAL, ticket_no: '皖0000009', tendered: '800.00', seen_due: '800.00' }])
  })

  it('is never ordered by itself', async () => {
    const desk = await atTill(bill({ next_ticket: '皖0000004' }))
    await desk.submitTendered()
    await desk.take()
    expect(askedFor('take_payment')).toEqual([{ ...USUAL, tendered: '800.00', seen_due: '800.00' }])
  })
})

describe("the collective's aid", () => {
  it('proposes what Rust offers for each who pays', async () => {
    const desk = await atTill(bill({ aid_offers: [OFFER] }))
    desk.beside.askAid(desk.bill!)
    expect(desk.beside.aidForm?.shares.map((s) => [s.name, s.amount])).toEqual([['人1', '50.00'], ['人2', '20.00']])
    expect(desk.beside.confirmAid()).toBe(true)
    await desk.besideChanged()
    expect(askedFor('quote')).toEqual([{ ...USUAL, aid: { aid_no: 2, shares: OFFER.shares }, tendered: null }])
  })

  it('orders what the clerk typed, nothing for an empty field, and keeps it when the form is opened again', async () => {
    const desk = await atTill(bill({ aid_offers: [OFFER] }))
    desk.beside.askAid(desk.bill!)
    desk.beside.aidForm!.shares[0]!.amount = '３０元'
    desk.beside.aidForm!.shares[1]!.amount = ' '
    expect(desk.beside.confirmAid()).toBe(true)
    expect(desk.beside.aid).toEqual({ aid_no: 2, shares: [{ person_id: 'p1', amount: '30' }] })
    desk.beside.askAid(desk.bill!)
    expect(desk.beside.aidForm?.shares.map((s) => s.amount)).toEqual(['30', ''])
    desk.beside.dropAid()
    expect([desk.beside.aid, desk.beside.aidForm]).toEqual([null, null])
  })

  it('says what is no sum, and does not order aid for nobody', async () => {
    const desk = await atTill(bill({ aid_offers: [OFFER] }))
    desk.beside.askAid(desk.bill!)
    desk.beside.aidForm!.shares[1]!.amount = '五十'
    expect([desk.beside.confirmAid(), desk.beside.aidForm?.fault.includes('人2')]).toEqual([false, true])
    for (const share of desk.beside.aidForm!.shares) share.amount = ''
    expect([desk.beside.confirmAid(), desk.beside.aid]).toEqual([false, null])
  })

  it('gives nothing to whoever is left out afterwards, and gives it again when he comes back', async () => {
    const desk = await atTill(bill({ aid_offers: [OFFER] }))
    desk.beside.askAid(desk.bill!)
    desk.beside.confirmAid()
    desk.left_out = [{ person_id: 'p1', reason: 'later', note: '' }]
    await desk.besideChanged()
    desk.left_out = []
    await desk.besideChanged()
    const shares = askedFor('quote').map((r) => (r as { aid: { shares: unknown[] } }).aid.shares)
    expect(shares).toEqual([[OFFER.shares[1]], OFFER.shares])
  })
})

describe('a sheet of the paper book', () => {
  it('is ordered with its day, and the next one starts from the same book', async () => {
    const desk = await atTill()
    desk.beside.askSheet()
    Object.assign(desk.beside.sheetForm!, { paper_book: '停电本1', paper_serial: '007', day: '20251108', reason: '停电' })
    expect(desk.beside.confirmSheet()).toBe(true)
    await desk.besideChanged()
    const sheet = { paper_book: '停电本1', paper_serial: '007', taken_on: '2025-11-08', reason: '停电' }
    expect(askedFor('quote')).toEqual([{ ...USUAL, catch_up: sheet, tendered: null }])
    await desk.open('h1')
    expect(desk.beside.catch_up).toBeNull()
    desk.beside.askSheet()
    expect(desk.beside.sheetForm).toMatchObject({ paper_book: '停电本1', paper_serial: '', day: '2025-11-08', reason: '停电' })
  })

  it('asks for the lost receipt that was chosen, once', async () => {
    enterNext({ paper_book: 'ABCD', paper_serial: '000004' })
    const desk = await atTill()
    expect([desk.beside.open, desk.beside.sheetForm]).toMatchObject([true, { paper_book: 'ABCD', paper_serial: '000004' }])
    const next = await atTill()
    expect(next.beside.sheetForm).toBeNull()
  })

  it('wants book, sheet, day and reason', async () => {
    const desk = await atTill()
    desk.beside.askSheet()
    Object.assign(desk.beside.sheetForm!, { paper_book: '停电本1', paper_serial: ' ', day: '20251108', reason: '停电' })
    expect(desk.beside.confirmSheet()).toBe(false)
    Object.assign(desk.beside.sheetForm!, { paper_serial: '007', day: '20251131' })
    expect([desk.beside.confirmSheet(), desk.beside.catch_up]).toEqual([false, null])
  })
})

describe('another year of cover', () => {
  it('is offered after the receipt, opened with one call, and ordered by name', async () => {
    const desk = await atTill(bill({ other_years: [2025] }))
    await desk.submitTendered()
    await desk.take()
    expect([desk.stage, desk.otherYears()]).toEqual(['receipt', [2025]])
    answer('open_collect', bill({ payment_id: 'pay-2', levy_year: 2025 }))
    await desk.openOtherYear(2025)
    expect(askedFor('open_collect')).toEqual([{ household_id: 'h1' }, { household_id: 'h1', levy_year: 2025 }])
    expect([desk.stage, desk.levy_year, desk.receipt]).toEqual(['till', 2025, null])
    answer('answer_facts', null)
    await desk.answer('household_register', ['p1'], 'true')
    expect(askedFor('answer_facts')).toEqual([{ person_ids: ['p1'], fact: 'household_register', value: 'true', levy_year: 2025 }])
    expect(askedFor('quote').at(-1)).toEqual({ ...USUAL, payment_id: 'pay-2', levy_year: 2025, tendered: null })
    await desk.openOtherYear(2019)
    expect(askedFor('open_collect')).toHaveLength(2)
  })

  it('takes away a mark of the year on the table, and of no other', async () => {
    const marked = { ...line(1), included: false, standing: 'paid_elsewhere' } as CollectLine
    answer('clear_enrolment', null)
    const desk = await atTill(bill({ lines: [marked] }), 2025)
    await desk.toggleLine([])
    await desk.confirmBringing()
    expect(askedFor('clear_enrolment')).toEqual([{ person_id: 'p1', levy_year: 2025 }])
  })
})
