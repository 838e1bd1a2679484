// Receipts printed together. Rust says which they are and which of them are reprints, prints sheet by sheet, and counts what
// came out; here it is chosen, watched and stopped. There is one batch at a time in the whole program, so its watch outlives
// the screen that began it.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { BatchForm, BatchPlan, BatchRequest, BatchStatus, PrinterInfo } from '@/ipc/types'
import { missedPapers } from '@/parts/print'
import { preference, remember } from '@/shared/preferences'
import { newTask, type Task } from '@/shared/task'

const POLL_MS = 700

export interface BatchWatch {
  status: BatchStatus | null
  /** Somebody looks at the batch's own screen: he needs no word from the frame. */
  looking: boolean
  follow: (status: BatchStatus) => Promise<void>
}

/** Follows the batch that runs, whatever screen is open. */
export const batchWatch: BatchWatch = reactive({
  status: null,
  looking: false,
  async follow(status: BatchStatus) {
    batchWatch.status = status
    while (batchWatch.status?.running) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      // A question that was not answered is asked again: the batch goes on without us.
      batchWatch.status = await call('batch_status').catch(() => batchWatch.status)
    }
    const end = batchWatch.status?.end
    if (end && end.left > 0 && !batchWatch.looking) {
      missedPapers.push({ label: `成批打印的收据（${end.left} 张）`, words: end.words + end.todo })
    }
  },
}) as BatchWatch

export interface BatchDesk {
  form: BatchForm | null
  group: string
  session: string
  which: 'first' | 'all'
  text: string
  plan: BatchPlan | null
  paper: string
  printer: string
  printers: PrinterInfo[]
  printersLoaded: boolean
  folder: string
  saved: string
  task: Task
  printing: Task
  saving: Task
  load: () => Promise<void>
  look: () => Promise<void>
  print: () => Promise<void>
  goOn: () => Promise<void>
  stop: (drop_sheet: boolean) => Promise<void>
  save: () => Promise<void>
}

export function newBatchDesk(papers: string[], text = ''): BatchDesk {
  let asked = 0
  const wanted = (): BatchRequest => ({
    text: desk.text.trim(),
    village_group: desk.group === '' ? null : desk.group,
    session_no: desk.session === '' ? null : Number(desk.session),
    printed_too: desk.which === 'all',
  })
  const desk: BatchDesk = reactive({
    form: null,
    group: '',
    session: '',
    which: 'first',
    text,
    plan: null,
    paper: papers[0] ?? 'a5',
    printer: '',
    printers: [],
    printersLoaded: false,
    folder: preference('saveFolder'),
    saved: '',
    task: newTask(),
    printing: newTask(),
    saving: newTask(),

    async load() {
      const form = await desk.task.run('正在查看收据', () => call('batch_form'))
      if (form) desk.form = form
      const [choice, printers, status] = await Promise.all([
        call('printer_choice', { kind: 'receipt' }).catch(() => null),
        // Printing itself says what is wrong; saving still works.
        call('printers').catch(() => []),
        call('batch_status').catch(() => null),
      ])
      if (choice && papers.includes(choice.paper)) desk.paper = choice.paper
      desk.printers = printers
      const chosen = printers.find((p) => p.name === choice?.printer) ?? printers.find((p) => p.is_default) ?? printers[0]
      desk.printer = chosen?.name ?? ''
      desk.printersLoaded = true
      if (status && batchWatch.status === null) batchWatch.status = status
      await desk.look()
    },

    async look() {
      asked += 1
      const mine = asked
      desk.saved = ''
      const plan = await call('batch_plan', wanted()).catch((thrown) => {
        desk.task.run('正在查看收据', () => Promise.reject(thrown))
        return null
      })
      if (mine === asked && plan) desk.plan = plan
    },

    async print() {
      if (batchWatch.status?.running || desk.printing.busy) return
      const begun = await desk.printing.run('正在交给打印机', () =>
        call('print_batch', { batch: wanted(), paper: desk.paper, printer: desk.printer || null }),
      )
      if (!begun) return
      void call('remember_printer', { kind: 'receipt', printer: desk.printer, paper: desk.paper }).catch(() => null)
      await batchWatch.follow(begun)
      await desk.look()
    },

    async goOn() {
      if (batchWatch.status?.running || desk.printing.busy) return
      const begun = await desk.printing.run('正在交给打印机', () => call('go_on_batch', { printer: desk.printer || null }))
      if (!begun) return
      await batchWatch.follow(begun)
      await desk.look()
    },

    async stop(drop_sheet: boolean) {
      await desk.printing.run('正在停下', async () => {
        const status = await call('stop_batch', { drop_sheet })
        // The one who follows it hears the rest.
        if (batchWatch.status?.running) batchWatch.status = status
      })
    },

    async save() {
      desk.saved = ''
      const folder = desk.folder.trim()
      const path = await desk.saving.run('正在保存', () => call('save_batch', { batch: wanted(), paper: desk.paper, folder }))
      if (!path) return
      desk.saved = path
      remember('saveFolder', folder)
    },
  }) as BatchDesk
  return desk
}

/** What a plan comes to, in one sentence. */
export function planWords(plan: BatchPlan): string {
  const parts = [`${plan.receipts} 张`]
  if (plan.reprints > 0) parts.push(`第一次打 ${plan.firsts} 张、补打 ${plan.reprints} 张`)
  if (plan.taken_back > 0) parts.push(`已作废的 ${plan.taken_back} 张不打`)
  return parts.join('，') + '。'
}
