// The receipts of this book: found by number or name, looked at, printed again. A receipt is never made twice:
// printing again is a mark on the paper (补打), not another payment.

import { reactive } from 'vue'
import { call, commandError } from '@/ipc/call'
import type { CodeItem, CommandError, Receipt, ReceiptRow } from '@/ipc/types'
import { newPrintDesk, type PrintDesk } from '@/parts/print'
import { typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

const DEBOUNCE_MS = 150

export interface ReceiptsDesk {
  text: string
  rows: ReceiptRow[]
  total: number
  page: number
  pages: number
  cursor: number
  loaded: boolean
  listError: CommandError | null
  receipt: Receipt | null
  task: Task
  typed: () => void
  load: (page?: number) => Promise<void>
  move: (by: 1 | -1) => void
  show: (receipt_no: string) => Promise<void>
  stop: () => void
}

export function newReceiptsDesk(): ReceiptsDesk {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  const desk: ReceiptsDesk = reactive({
    text: '',
    rows: [],
    total: 0,
    page: 1,
    pages: 1,
    cursor: 0,
    loaded: false,
    listError: null,
    receipt: null,
    task: newTask(),

    typed() {
      clearTimeout(timer)
      timer = setTimeout(() => void desk.load(), DEBOUNCE_MS)
    },

    async load(page = 1) {
      clearTimeout(timer)
      asked += 1
      const mine = asked
      try {
        const found = await call('receipts', { text: desk.text.trim(), page })
        if (mine !== asked) return
        desk.rows = found.rows
        desk.total = found.total
        desk.page = found.page
        desk.pages = found.pages
        desk.cursor = 0
        desk.loaded = true
        desk.listError = null
      } catch (thrown) {
        if (mine === asked) desk.listError = commandError(thrown)
      }
    },

    move(by: 1 | -1) {
      desk.cursor = Math.max(0, Math.min(desk.rows.length - 1, desk.cursor + by))
    },

    async show(receipt_no: string) {
      const receipt = await desk.task.run('正在打开收据', () => call('receipt', { receipt_no }))
      if (receipt) desk.receipt = receipt
    },

    stop() {
      clearTimeout(timer)
      asked += 1
    },
  }) as ReceiptsDesk
  return desk
}

/** 「登记到账日期」: the day on which the money of a receipt reached the treasury. Rust says from when cover runs. */
export interface ArrivalDesk {
  open: boolean
  day: string
  source: string
  fault: string
  task: Task
  ask: (receipt: Receipt) => void
  close: () => void
  confirm: (receipt_no: string) => Promise<void>
}

export function newArrivalDesk(onKnown: (receipt: Receipt) => void): ArrivalDesk {
  const desk: ArrivalDesk = reactive({
    open: false,
    day: '',
    source: '',
    fault: '',
    task: newTask(),

    ask(receipt: Receipt) {
      Object.assign(desk, { open: true, day: receipt.arrived_on ?? '', source: receipt.arrival_source, fault: '' })
      desk.task.clear()
    },

    close() {
      if (!desk.task.busy) desk.open = false
    },

    async confirm(receipt_no: string) {
      const arrived_on = typedDate(desk.day)
      desk.fault = arrived_on ? '' : '请填到账的年月日，例如 20260115。'
      if (!arrived_on || desk.task.busy) return
      const source = desk.source.trim()
      const receipts = await desk.task.run('正在登记到账日期', () =>
        call('record_arrival', { receipt_nos: [receipt_no], arrived_on, source }),
      )
      const [receipt] = receipts ?? []
      if (!receipt) return
      desk.open = false
      onKnown(receipt)
    },
  }) as ArrivalDesk
  return desk
}

/** The paper of one receipt: which sheet, which printer, and following the job. */
export function newReceiptPaper(receipt_no: () => string, papers: CodeItem[], onPrinted?: () => void): PrintDesk {
  const first = papers[0]?.code ?? 'a5'
  return newPrintDesk(
    {
      kind: 'receipt',
      papers: () => papers.map((p) => p.code),
      label: () => `收据 ${receipt_no()}`,
      preview: (paper) => call('receipt_preview', { receipt_no: receipt_no(), paper }),
      print: (paper, printer) => call('print_receipt', { receipt_no: receipt_no(), paper, printer }),
      save: (paper, folder) => call('save_receipt', { receipt_no: receipt_no(), paper, folder }),
    },
    first,
    onPrinted,
  )
}
