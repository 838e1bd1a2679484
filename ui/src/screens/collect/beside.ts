// What can be beside the cash on the table: payment by telephone, a pre-printed receipt, the collective's aid, a sheet of
// the paper book. Folded away until it is wanted; whether it may be, and every sum, is for Rust to say.

import { reactive } from 'vue'
import type { AidOrder, Bill, CatchUpSheet, OrderRequest } from '@/ipc/types'
import { typedAmount, typedDate } from '@/shared/format'

export interface AidForm {
  /** As the select holds it; '' = no aid. */
  aid_no: string
  shares: { person_id: string; name: string; amount: string }[]
  fault: string
}

export interface SheetForm {
  paper_book: string
  paper_serial: string
  day: string
  reason: string
  fault: string
}

export interface Beside {
  /** Paid by telephone, with the number that the telephone shows. */
  scan: boolean
  trade_no: string
  ticket_no: string
  aid: AidOrder | null
  catch_up: CatchUpSheet | null
  open: boolean
  /** The dialogs, while they are open. */
  aidForm: AidForm | null
  sheetForm: SheetForm | null
  /** A new form: as the bill was opened. */
  clear: (bill: Bill | null) => void
  /** What was said, as it is ordered; whoever is left out gets no aid. */
  ordered: (left_out: string[]) => Partial<OrderRequest>
  /** The next pre-printed number is taken. */
  takeTicket: (bill: Bill) => void
  askAid: (bill: Bill) => void
  chooseAid: (bill: Bill) => void
  /** True when the form is good and the bill changes. */
  confirmAid: () => boolean
  dropAid: () => void
  askSheet: () => void
  confirmSheet: () => boolean
  dropSheet: () => void
}

/** A lost receipt that the clerk chose to enter next: its sheet is asked for as soon as a household is open. */
let chosenSheet: { paper_book: string; paper_serial: string } | null = null

/** From the list of lost receipts: the next household that is opened is entered from this paper. */
export function enterNext(sheet: { paper_book: string; paper_serial: string }): void {
  chosenSheet = sheet
}

export function newBeside(): Beside {
  /** The sheet before this one: the book, the day and the reason are mostly the same. */
  let sheetBefore: CatchUpSheet | null = null
  const beside: Beside = reactive({
    scan: false,
    trade_no: '',
    ticket_no: '',
    aid: null,
    catch_up: null,
    open: false,
    aidForm: null,
    sheetForm: null,

    clear(bill: Bill | null) {
      beside.scan = bill?.by_scan === true
      beside.trade_no = ''
      beside.ticket_no = ''
      beside.aid = null
      beside.catch_up = null
      beside.open = false
      beside.aidForm = null
      beside.sheetForm = null
      if (bill === null || chosenSheet === null) return
      beside.open = true
      beside.askSheet()
    },

    ordered(left_out: string[]) {
      const { scan, aid, catch_up } = beside
      const [trade_no, ticket_no] = [beside.trade_no.trim(), beside.ticket_no.trim()]
      return {
        ...(scan ? { by_scan: true } : {}),
        ...(scan && trade_no !== '' ? { trade_no } : {}),
        ...(ticket_no === '' ? {} : { ticket_no }),
        ...(aid ? { aid: { ...aid, shares: aid.shares.filter((share) => !left_out.includes(share.person_id)) } } : {}),
        ...(catch_up ? { catch_up } : {}),
      }
    },

    takeTicket(bill: Bill) {
      if (bill.next_ticket !== null) beside.ticket_no = bill.next_ticket
    },

    askAid(bill: Bill) {
      const first = bill.aid_offers[0]
      beside.aidForm = { aid_no: String(beside.aid?.aid_no ?? first?.aid_no ?? ''), shares: [], fault: '' }
      beside.chooseAid(bill)
      const said = beside.aid
      if (!said) return
      for (const share of beside.aidForm.shares) {
        share.amount = said.shares.find((one) => one.person_id === share.person_id)?.amount ?? ''
      }
    },

    /** The most for each who pays, as Rust proposes it. */
    chooseAid(bill: Bill) {
      const form = beside.aidForm
      const offer = bill.aid_offers.find((one) => String(one.aid_no) === form?.aid_no)
      if (!form) return
      form.fault = ''
      form.shares = (offer?.shares ?? []).map((share) => ({
        person_id: share.person_id,
        name: bill.lines.find((line) => line.person_id === share.person_id)?.name ?? '',
        amount: share.amount,
      }))
    },

    confirmAid() {
      const form = beside.aidForm
      if (!form || form.aid_no === '') return false
      const given = form.shares.filter((share) => share.amount.trim() !== '')
      const bad = given.find((share) => typedAmount(share.amount) === null)
      if (bad) {
        form.fault = `请填给${bad.name}多少钱，例如 50；不给的空着。`
        return false
      }
      if (given.length === 0) {
        form.fault = '一个人也没有填。不用集体扶持，请按 Esc 回去。'
        return false
      }
      const shares = given.map((share) => ({ person_id: share.person_id, amount: typedAmount(share.amount) ?? '' }))
      beside.aid = { aid_no: Number(form.aid_no), shares }
      beside.aidForm = null
      return true
    },

    dropAid() {
      beside.aid = null
      beside.aidForm = null
    },

    askSheet() {
      const known = beside.catch_up ?? sheetBefore
      const chosen = chosenSheet
      chosenSheet = null
      beside.sheetForm = {
        paper_book: chosen?.paper_book ?? known?.paper_book ?? '',
        paper_serial: chosen?.paper_serial ?? beside.catch_up?.paper_serial ?? '',
        day: known?.taken_on ?? '',
        reason: known?.reason ?? '',
        fault: '',
      }
    },

    confirmSheet() {
      const form = beside.sheetForm
      if (!form) return false
      const taken_on = typedDate(form.day)
      if (!taken_on) {
        form.fault = '请填当时收钱的日期，例如 20251108。'
        return false
      }
      const sheet = { paper_book: form.paper_book.trim(), paper_serial: form.paper_serial.trim(), taken_on, reason: form.reason.trim() }
      if (Object.values(sheet).includes('')) {
        form.fault = '本号、页号、日期、原因都要填，照纸质收据填。'
        return false
      }
      beside.catch_up = sheet
      sheetBefore = sheet
      beside.sheetForm = null
      return true
    },

    dropSheet() {
      beside.catch_up = null
      beside.sheetForm = null
    },
  }) as Beside
  return beside
}
