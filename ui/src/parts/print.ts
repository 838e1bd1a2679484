// Printing and saving one paper: what can be chosen, the job followed until it ends, and a plain word when no
// paper came out. Knows nothing of the paper itself: its owner gives the three acts.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { PreviewPages, PrinterInfo, PrintJob } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { preference, remember } from '@/shared/preferences'

export interface PaperActs {
  /** What this paper is called when it did not come out: "收据 …". */
  label: () => string
  /** What the clerk waits for while it is being drawn. */
  drawing?: string
  /** What to do about a paper that did not come out; else it is money's, and is printed again among the receipts. */
  todo?: string
  preview: (paper: string) => Promise<PreviewPages>
  print: (paper: string, printer: string | null) => Promise<PrintJob>
  save: (paper: string, folder: string) => Promise<string>
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
  save: () => Promise<void>
  /** The screen is left; a job under way is still followed to its end. */
  leave: () => void
}

const POLL_MS = 700

/** Papers that did not come out after the clerk had gone on to something else: the frame says so until he looks. */
export const missedPapers: { label: string; words: string; todo?: string }[] = reactive([])

export function newPrintDesk(acts: PaperActs, firstPaper: string, onPrinted: () => void = () => {}): PrintDesk {
  let left = false
  const desk: PrintDesk = reactive({
    paper: firstPaper,
    printer: '',
    printers: [],
    printersLoaded: false,
    folder: preference('saveFolder'),
    svg: [],
    job: null,
    saved: '',
    looking: newTask(),
    printing: newTask(),
    saving: newTask(),

    async load() {
      await Promise.all([desk.preview(), loadPrinters()])
    },

    async preview() {
      const paper = desk.paper
      const pages = await desk.looking.run(acts.drawing ?? '正在画出收据', () => acts.preview(paper))
      if (pages && paper === desk.paper) desk.svg = pages.svg
      // The paper was changed while this one was being drawn.
      else if (paper !== desk.paper && !desk.looking.busy) await desk.preview()
    },

    async print() {
      if (desk.job && (desk.job.state === 'waiting' || desk.job.state === 'printing')) return
      desk.job = null
      const label = acts.label()
      await desk.printing.run('正在交给打印机', async () => {
        desk.job = await acts.print(desk.paper, desk.printer || null)
        remember('paper', desk.paper)
        remember('printer', desk.printer)
        while (desk.job.state === 'waiting' || desk.job.state === 'printing') {
          await new Promise((resolve) => setTimeout(resolve, POLL_MS))
          desk.job = await call('print_job', { job_id: desk.job.job_id })
        }
        if (desk.job.state === 'done' && !left) onPrinted()
      })
      const words = desk.printing.error?.message ?? failedWords(desk.job)
      if (left && words !== '') missedPapers.push(acts.todo === undefined ? { label, words } : { label, words, todo: acts.todo })
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

  async function loadPrinters(): Promise<void> {
    try {
      desk.printers = await call('printers')
      const liked = preference('printer')
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
