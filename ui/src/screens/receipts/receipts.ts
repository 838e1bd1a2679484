// The receipts of this book: found by number or name, looked at, printed again. A receipt is never made twice:
// printing again is a mark on the paper (补打), not another payment.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CodeItem, Receipt, ReceiptPage, ReceiptRow } from '@/ipc/types'
import { newPrintDesk, type PrintDesk } from '@/parts/print'
import { typedDate } from '@/shared/format'
import { newPages, type Pages } from '@/shared/pages'
import { newTask, type Task } from '@/shared/task'

export interface ReceiptsDesk extends Pages<ReceiptRow, ReceiptPage> {
  text: string
  receipt: Receipt | null
  task: Task
  show: (receipt_no: string) => Promise<void>
}

export function newReceiptsDesk(): ReceiptsDesk {
  const pages = newPages<ReceiptRow, ReceiptPage>((page) => call('receipts', { text: desk.text.trim(), page }))
  const desk: ReceiptsDesk = Object.assign(pages, {
    text: '',
    receipt: null,
    task: newTask(),

    async show(receipt_no: string) {
      const receipt = await desk.task.run('正在打开收据', () => call('receipt', { receipt_no }))
      if (receipt) desk.receipt = receipt
    },
  })
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
