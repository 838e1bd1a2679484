// Which printer takes which paper, and how each printer is off: typed as a ruler shows it, tried with a test page, kept by
// Rust for this computer.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { PrinterFitRequest, PrinterInfo, PrintSetup } from '@/ipc/types'
import { newPrintDesk, type PrintDesk } from '@/parts/print'
import { newTask, type Task } from '@/shared/task'

export interface PrintersDesk {
  setup: PrintSetup | null
  printers: PrinterInfo[]
  loaded: boolean
  printer: string
  medium: string
  right: string
  down: string
  scale: string
  said: string
  task: Task
  keeping: Task
  test: PrintDesk
  load: () => Promise<void>
  /** Another printer or paper: its own measures. */
  pick: () => void
  keep: () => Promise<void>
  choose: (kind: string, printer: string, paper: string) => Promise<void>
}

export function newPrintersDesk(): PrintersDesk {
  const typed = (): PrinterFitRequest => ({
    printer: desk.printer,
    medium: desk.medium,
    right: desk.right.trim(),
    down: desk.down.trim(),
    scale: desk.scale.trim(),
  })
  const desk: PrintersDesk = reactive({
    setup: null,
    printers: [],
    loaded: false,
    printer: '',
    medium: '',
    right: '0',
    down: '0',
    scale: '100',
    said: '',
    task: newTask(),
    keeping: newTask(),
    test: newPrintDesk(
      {
        kind: '',
        label: () => '测试页',
        preview: () => call('test_page_preview', typed()),
        print: () => call('print_test_page', typed()),
        save: (_, folder) => call('save_test_page', { fit: typed(), folder }),
      },
      '',
    ),

    async load() {
      const setup = await desk.task.run('正在查看打印机', () => call('print_setup'))
      if (setup) desk.setup = setup
      desk.printers = await call('printers').catch(() => [])
      desk.loaded = true
      const usual = desk.printers.find((p) => p.is_default) ?? desk.printers[0]
      desk.printer = usual?.name ?? ''
      desk.medium = desk.setup?.media[0]?.code ?? 'a4'
      desk.pick()
    },

    pick() {
      const own = desk.setup?.fits.find((f) => f.printer === desk.printer && f.medium === desk.medium)
      Object.assign(desk, { right: own?.right ?? '0', down: own?.down ?? '0', scale: own?.scale ?? '100', said: '' })
      desk.keeping.clear()
    },

    async keep() {
      desk.said = ''
      const setup = await desk.keeping.run('正在记下', () => call('set_printer_fit', typed()))
      if (!setup) return
      desk.setup = setup
      desk.pick()
      desk.said = '已记下，从下一张起照这样打。'
    },

    async choose(kind: string, printer: string, paper: string) {
      const setup = await desk.task.run('正在记下', async () => {
        await call('remember_printer', { kind, printer, paper })
        return call('print_setup')
      })
      if (setup) desk.setup = setup
    },
  }) as PrintersDesk
  return desk
}
