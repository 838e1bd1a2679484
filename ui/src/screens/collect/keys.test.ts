// @vitest-environment jsdom
// The real screen under real key events: how many keys a payment takes, and what a resting finger does.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, nextTick, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Bill, CodeTables, PrintJob, Receipt, SessionStatus } from '@/ipc/types'
import { answer, askedFor, forgetCalls } from '@/testing/fakeCall'
import { T } from '@/hooks'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
// jsdom draws nothing: it knows neither dialogs nor scrolling.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}
HTMLDialogElement.prototype.close = function () {
  this.open = false
}
Element.prototype.scrollIntoView = () => {}

const { installKeys } = await import('@/shared/keys')
const { book } = await import('@/shared/book')
const Collect = (await import('./Collect.vue')).default
installKeys(window)

const LINE = { person_id: 'p1', member_no: 1, name: '周德明', relation: '户主', certno_masked: '', age: 63, standing: 'payable', standing_words: '', included: true, left_out_reason: null, fee: '400.00', subsidy: '0.00', owed: '400.00', collective_aid: '0.00', due: '400.00', cover_words: '', spoken: '每人四百元', category_label: null, has_sensitive: false, can_pay_in_full: false, pays_in_full: false, trail: [], readings: [], needs: [], notes: [], till_notes: [] }
const BILL = { payment_id: 'pay-1', household_id: 'h1', hh_no: 'H1', head: '周德明', village_group: '', business_date: '2025-11-12', levy_year: 2026, policy_title: '', lines: [LINE], total_fee: '400.00', total_subsidy: '0.00', total_collective_aid: '0.00', total_due: '400.00', to_take: '400.00', prefers_scan: false, by_scan: false, next_ticket: '皖0000004', aid_offers: [], other_years: [2025], sum_differences: [], leaving_out: 'recorded_reason', tendered: null, change: null, blocker: null } as unknown as Bill
const RECEIPT = { receipt_no: 'R1', lines: [], left_out: [], total_due: '400.00', tendered: '400.00', change: '0.00', capital: '肆佰元整', printed: 0 } as unknown as Receipt
const SESSION = { open: { session_no: 1, business_date: '2025-11-12' }, suggested_date: '2025-11-12' } as SessionStatus

let app: App
let printed = 0

async function settle(): Promise<void> {
  for (let i = 0; i < 12; i += 1) {
    await Promise.resolve()
    await nextTick()
  }
}
/** One key press as the web view sends it: the key, and the click that Enter makes on a button. */
async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const target = document.activeElement ?? document.body
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(event)
  if (key === 'Enter' && !event.defaultPrevented && target instanceof HTMLButtonElement) target.click()
  await settle()
}
const find = (hook: string) => document.querySelector<HTMLElement>(`[data-test="${hook}"]`)

beforeEach(async () => {
  forgetCalls()
  printed = 0
  answer('session_status', SESSION)
  answer('search', { households: [{ household_id: 'h1', hh_no: 'H1', head: '周德明', village_group: '', address: '', members: [], state_label: '', unpaid: 1 }], total: 1, page: 1, pages: 1 })
  answer('open_collect', BILL)
  answer('quote', (r) => ({ ...BILL, tendered: r.tendered, change: r.tendered === null ? null : '0.00' }))
  answer('take_payment', RECEIPT)
  answer('receipt_preview', { svg: ['<svg xmlns="http://www.w3.org/2000/svg"/>'] })
  answer('printers', [{ name: 'A', is_default: true }])
  answer('print_receipt', (): PrintJob => {
    printed += 1
    return { job_id: 'j', state: 'done', words: '打印好了' }
  })
  book.codes = { papers: [{ code: 'a5', label: 'A5' }], leave_out_reasons: [{ code: 'later', label: '过几天', lawful: false, needs_note: false }] } as unknown as CodeTables
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/collect/:household?', component: Collect }] })
  await router.push('/collect')
  document.body.innerHTML = '<div id="app"></div>'
  app = createApp(Collect).use(router)
  app.mount('#app')
  await settle()
})
afterEach(() => app.unmount())

async function type(hook: string, text: string): Promise<void> {
  const input = find(hook) as HTMLInputElement
  expect(document.activeElement, `${hook} must have the focus`).toBe(input)
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

it('takes four keys from the typed name to the printed receipt, and one more to the next household', async () => {
  await type(T.collectSearch, '周德明')
  await press('Enter')
  expect(find(T.totalDue)?.dataset.amount).toBe('400.00')
  await press('Enter')
  expect(find(T.change)?.dataset.amount).toBe('0.00')
  await press('Enter')
  expect(find(T.receiptNo)?.textContent).toBe('R1')
  await press('Enter')
  expect(printed).toBe(1)
  await press('Escape')
  expect(document.activeElement).toBe(find(T.collectSearch))
})

it('says nothing of what is beside the cash in the usual payment, and folds it away until F3', async () => {
  await type(T.collectSearch, '周德明')
  await press('Enter')
  expect(find(T.ticketNo)).toBeNull()
  await press('Enter')
  await press('Enter')
  expect(askedFor('take_payment')).toEqual([
    { payment_id: 'pay-1', household_id: 'h1', left_out: [], in_full: [], brought_in: [], tendered: '400.00', seen_due: '400.00' },
  ])
})

it('takes two keys more for the next pre-printed receipt, and comes back to the sum', async () => {
  await type(T.collectSearch, '周德明')
  await press('Enter')
  await press('F3')
  expect(document.activeElement).toBe(find(T.ticketNo))
  await press('Enter')
  expect(document.activeElement).toBe(find(T.tendered))
  await press('Enter')
  await press('Enter')
  expect(askedFor('take_payment')[0]).toMatchObject({ ticket_no: '皖0000004' })
})

it('goes over to the telephone with F10, and takes the number where the cash was', async () => {
  await type(T.collectSearch, '周德明')
  await press('Enter')
  await press('F10')
  await type(T.tradeNo, '4200000001')
  await press('Enter')
  expect(find(T.change)).toBeNull()
  await press('Enter')
  expect(askedFor('take_payment')[0]).toMatchObject({ by_scan: true, trade_no: '4200000001' })
})

it('offers the other year of the same household with one key after the receipt', async () => {
  await type(T.collectSearch, '周德明')
  for (let i = 0; i < 3; i += 1) await press('Enter')
  expect(find(`${T.otherYear}:2025`)).not.toBeNull()
  await press('y', { altKey: true })
  expect(askedFor('open_collect')).toEqual([{ household_id: 'h1' }, { household_id: 'h1', levy_year: 2025 }])
  expect([find(T.otherYearBand)?.textContent?.includes('年度'), document.activeElement]).toEqual([true, find(T.tendered)])
})

it('enters a sheet of the paper book by keys alone, with a band while it is on', async () => {
  await type(T.collectSearch, '周德明')
  await press('Enter')
  expect(find(T.catchUpBand)).toBeNull()
  await press('F3')
  await press('b', { altKey: true })
  await type(T.catchUpBook, '停电本1')
  for (const [hook, text] of [[T.catchUpSerial, '007'], [T.catchUpDay, '20251108'], [T.catchUpReason, '停电']] as const) {
    find(hook)?.focus()
    await type(hook, text)
  }
  await press('Enter')
  expect(find(T.catchUpBand)?.textContent).toContain('停电本1-007')
  expect(askedFor('quote')[0]).toMatchObject({ catch_up: { paper_serial: '007', taken_on: '2025-11-08' } })
})

it('does nothing for a key that is held down', async () => {
  await type(T.collectSearch, '周德明')
  await press('Enter')
  for (let i = 0; i < 5; i += 1) await press('Enter', { repeat: true })
  expect(askedFor('quote')).toEqual([])
  await press('Enter')
  for (let i = 0; i < 5; i += 1) await press('Enter', { repeat: true })
  expect(askedFor('take_payment')).toEqual([])
})

it('leaves Enter to the input method while it is picking a word', async () => {
  await type(T.collectSearch, 'zdm')
  await press('Enter', { isComposing: true })
  expect(find(T.totalDue)).toBeNull()
})

it('prints once when Enter is pressed again after the paper came out', async () => {
  await type(T.collectSearch, '周德明')
  for (let i = 0; i < 4; i += 1) await press('Enter')
  expect([printed, document.activeElement]).toEqual([1, find(T.receiptNext)])
  await press('Enter')
  expect(printed).toBe(1)
})

it('leaves someone out by keys alone: space, Enter; and keys do not reach the page behind the dialog', async () => {
  await type(T.collectSearch, '周德明')
  await press('Enter')
  await press(' ')
  expect(document.activeElement).toBe(find(T.leaveReason))
  await press('F2')
  expect(find(T.why)).toBeNull()
  await press('Enter')
  expect(askedFor('quote')).toEqual([
    { payment_id: 'pay-1', household_id: 'h1', left_out: [{ person_id: 'p1', reason: 'later', note: '' }], in_full: [], brought_in: [], tendered: null },
  ])
  expect(document.activeElement).toBe(find(T.tendered))
})

it('says why with F2, and Escape goes back to the search with nothing taken', async () => {
  await type(T.collectSearch, '周德明')
  await press('Enter')
  await press('F2')
  expect(find(T.whySpoken)?.textContent).toContain('每人四百元')
  await press('Escape')
  expect([find(T.totalDue), askedFor('take_payment')]).toEqual([null, []])
})
