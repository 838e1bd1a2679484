// The receipts of this book: found by number or name, looked at, printed again. A receipt is never made twice:
// printing again is a mark on the paper (补打), not another payment.

import { reactive } from 'vue'
import { call, commandError } from '@/ipc/call'
import type { CodeItem, CommandError, Receipt, ReceiptRow } from '@/ipc/types'
import { newPrintDesk, type PrintDesk } from '@/parts/print'
import { preference } from '@/shared/preferences'
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

/** The paper of one receipt: which sheet, which printer, and following the job. */
export function newReceiptPaper(receipt_no: () => string, papers: CodeItem[], onPrinted?: () => void): PrintDesk {
  const liked = preference('paper')
  const first = papers.find((p) => p.code === liked)?.code ?? papers[0]?.code ?? 'a5'
  return newPrintDesk(
    {
      label: () => `收据 ${receipt_no()}`,
      preview: (paper) => call('receipt_preview', { receipt_no: receipt_no(), paper }),
      print: (paper, printer) => call('print_receipt', { receipt_no: receipt_no(), paper, printer }),
      save: (paper, folder) => call('save_receipt', { receipt_no: receipt_no(), paper, folder }),
    },
    first,
    onPrinted,
  )
}
