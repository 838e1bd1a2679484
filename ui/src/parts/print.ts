// Printing and saving one paper: what can be chosen, the job followed until it ends, and a plain word when no
// paper came out. Knows nothing of the paper itself: its owner gives the three acts. Which printer a kind of paper goes
// to is remembered by Rust, for this computer.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { PreviewPages, PrinterInfo, PrintJob } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { preference, remember } from '@/shared/preferences'

export interface PaperActs {
  /** The kind of paper, by which printer and form are remembered (see `assets/text/print.toml`); empty: they are not. */
  kind?: string
  /** What this paper is called while it is drawn and when it did not come out: "收据 …". */
  label: () => string
  /** What to do about a paper that did not come out; else it is money's, and is printed again among the receipts. */
  todo?: string
  preview: (paper: string) => Promise<PreviewPages>
  print: (paper: string, printer: string | null) => Promise<PrintJob>
  save: (paper: string, folder: string) => Promise<string>
  /** The forms on which it can be printed, where there is a choice. */
  papers?: () => string[]
}

export interface PrintDesk {
  paper: string
  printer: string
  printers: PrinterInfo[]
  printersLoaded: boolean
  folder: string
  svg: string[]
  job: PrintJob | null
  saved: string
  looking: Task
  printing: Task
  saving: Task
  load: () => Promise<void>
  preview: () => Promise<void>
  print: () => Promise<void>
  /** The job does not move and the clerk no longer waits for it. */
  cancel: () => Promise<void>
  /** It has not come out for a while, so that giving it up is offered. */
  stuck: boolean
  save: () => Promise<void>
  /** The screen is left; a job under way is still followed to its end. */
  leave: () => void
}

const POLL_MS = 700
/** After so many askings giving up is offered. */
const STUCK_AFTER = 10

/** Papers that did not come out after the clerk had gone on to something else: the frame says so until he looks. */
export const missedPapers: { label: string; words: string; todo?: string }[] = reactive([])

export function newPrintDesk(acts: PaperActs, firstPaper: string, onPrinted: () => void = () => {}): PrintDesk {
  let left = false
  const kind = acts.kind ?? 'other'
  const desk: PrintDesk = reactive({
    paper: firstPaper,
    printer: '',
    printers: [],
    printersLoaded: false,
    folder: preference('saveFolder'),
    svg: [],
    job: null,
    saved: '',
    stuck: false,
    looking: newTask(),
    printing: newTask(),
    saving: newTask(),

    async load() {
      const choice = await call('printer_choice', { kind }).catch(() => null)
      if (choice?.paper && (acts.papers?.() ?? []).includes(choice.paper)) desk.paper = choice.paper
      await Promise.all([desk.preview(), loadPrinters(choice?.printer ?? '')])
    },

    async preview() {
      const paper = desk.paper
      const pages = await desk.looking.run(`正在画出${acts.label()}`, () => acts.preview(paper))
      if (pages && paper === desk.paper) desk.svg = pages.svg
      // The paper was changed while this one was being drawn.
      else if (paper !== desk.paper && !desk.looking.busy) await desk.preview()
    },

    async print() {
      if (desk.job && (desk.job.state === 'waiting' || desk.job.state === 'printing')) return
      desk.job = null
      desk.stuck = false
      const label = acts.label()
      await desk.printing.run('正在交给打印机', async () => {
        desk.job = await acts.print(desk.paper, desk.printer || null)
        // A choice that is not kept is only asked again.
        const paper = acts.papers ? desk.paper : ''
        if (kind !== '') void call('remember_printer', { kind, printer: desk.printer, paper }).catch(() => null)
        let asked = 0
        while (desk.job.state === 'waiting' || desk.job.state === 'printing') {
          await new Promise((resolve) => setTimeout(resolve, POLL_MS))
          desk.job = await call('print_job', { job_id: desk.job.job_id })
          asked += 1
          desk.stuck = asked >= STUCK_AFTER
        }
        desk.stuck = false
        if (desk.job.state === 'done' && !left) onPrinted()
      })
      const words = desk.printing.error?.message ?? failedWords(desk.job)
      if (left && words !== '') missedPapers.push(acts.todo === undefined ? { label, words } : { label, words, todo: acts.todo })
    },

    async cancel() {
      const job = desk.job
      if (!job || job.state === 'done' || job.state === 'failed') return
      // What became of it is heard by whoever follows the job.
      await call('cancel_print', { job_id: job.job_id }).catch(() => null)
    },

    async save() {
      desk.saved = ''
      const path = await desk.saving.run('正在保存', () => acts.save(desk.paper, desk.folder.trim()))
      if (path) {
        desk.saved = path
        remember('saveFolder', desk.folder.trim())
      }
    },

    leave() {
      left = true
    },
  }) as PrintDesk

  async function loadPrinters(liked: string): Promise<void> {
    try {
      desk.printers = await call('printers')
      const chosen =
        desk.printers.find((p) => p.name === liked) ?? desk.printers.find((p) => p.is_default) ?? desk.printers[0]
      desk.printer = chosen?.name ?? ''
    } catch {
      // Printing itself says what is wrong; saving still works.
      desk.printers = []
    }
    desk.printersLoaded = true
  }
  return desk
}

function failedWords(job: PrintJob | null): string {
  return job?.state === 'failed' ? job.words : ''
}
