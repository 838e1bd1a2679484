// A list coming in, step by step: the file, what its columns are, a look that writes nothing, and then the act itself,
// which says how far it is and can be stopped. Every kind of list is one user of it; what a kind shows and asks beside is
// its own. It keeps no row of the list beyond what it shows.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { ImportProgress, ListLook, ListReading } from '@/ipc/types'
import { preference, remember } from '@/shared/preferences'
import { newTask, type Task } from '@/shared/task'

/** How often the screen asks how far it is. */
const ASK_MS = 250
/** No header, two columns that claim the same, a column that is missing: the clerk says what the columns are. */
const ABOUT_COLUMNS = ['E-FIL-012', 'E-FIL-013', 'E-FIL-016']

export interface WizardOf<P, A> {
  /** As in `list_look`; a screen may serve several. */
  kind: () => string
  checking: string
  applying: string
  check: (path: string, reading: ListReading) => Promise<P>
  apply: (path: string, reading: ListReading) => Promise<A>
  saveBad: (path: string, reading: ListReading, folder: string) => Promise<string>
  /** Whether what a kind asks beside the file can be sent; if not, the fault stands beside its field. */
  ready?: () => boolean
  /** After something was brought in or taken back. */
  done?: () => Promise<void>
}

export interface Wizard<P, A> {
  path: string
  look: ListLook | null
  /** The columns are shown to be said or changed. */
  columnsOpen: boolean
  preview: P | null
  applied: A | null
  folder: string
  savedBad: string
  progress: ImportProgress | null
  /** What is under way can be stopped. */
  stoppable: boolean
  task: Task
  saving: Task
  /** What the clerk says about the file so far. */
  reading: () => ListReading
  /** Another file: what was shown belongs to the old one. */
  changed: () => void
  open: () => Promise<void>
  /** Checks the file as it is to be read now; opens it if that was not done yet. */
  start: () => Promise<void>
  check: () => Promise<void>
  /** Asks for the same check again; what is seen stays until the answer comes. */
  recheck: () => Promise<void>
  /** Something else is asked now: what was checked is no longer what the clerk would bring in. */
  forget: () => void
  /** Does something long under the same eyes: how far it is, and a way to stop it. */
  watch: <R>(words: string, act: () => Promise<R>) => Promise<R | undefined>
  setSheet: (sheet: string) => Promise<void>
  setHeaderRow: (row: number) => Promise<void>
  setEncoding: (encoding: string) => Promise<void>
  setColumn: (column: number, field: string) => void
  apply: () => Promise<void>
  stop: () => Promise<void>
  saveBad: () => Promise<void>
}

export const nothingSaid = (): ListReading => ({ sheet: null, header_row: null, encoding: null, mapping: [] })

/** The fields that a list must have and that no column is said to be. */
export function missing(look: ListLook): string[] {
  const taken = look.mapping.map((column) => column.field)
  return look.fields.filter((field) => field.required && !taken.includes(field.header)).map((field) => field.header)
}

/** The first rows below the header, as they stand in a column. */
export function samples(look: ListLook, column: number): string[] {
  return look.top
    .filter((row) => row.row > look.header_row)
    .map((row) => row.cells[column] ?? '')
    .filter((cell) => cell !== '')
    .slice(0, 3)
}

/** How far it is, in words. */
export function progressWords(progress: ImportProgress | null): string {
  if (!progress) return ''
  if (progress.step === 'reading') return '正在读文件'
  const step = progress.step === 'checking' ? '正在核对' : '正在登记'
  return progress.of > 0 ? `${step}：${progress.done} / ${progress.of} 人` : step
}

/** The clerk has said something about how the file is to be read. */
function saysSomething(said: ListReading): boolean {
  return said.sheet !== null || said.header_row !== null || said.encoding !== null || said.mapping.length > 0
}

export function newWizard<P, A>(of: WizardOf<P, A>): Wizard<P, A> {
  let said = nothingSaid()

  async function watched<R>(words: string, act: () => Promise<R>): Promise<R | undefined> {
    let running = true
    const ask = async (): Promise<void> => {
      while (running) {
        await new Promise((wake) => setTimeout(wake, ASK_MS))
        if (running) desk.progress = await call('import_progress').catch(() => null)
      }
    }
    return desk.task.run(words, () => {
      desk.stoppable = true
      void ask()
      return act().finally(() => {
        running = false
        desk.stoppable = false
        desk.progress = null
      })
    })
  }

  /** Looks again after the clerk said something else; what was checked before is no longer what he sees. */
  async function again(change: Partial<ListReading>): Promise<void> {
    said = { ...said, ...change, mapping: [] }
    desk.preview = null
    await look()
  }

  async function look(): Promise<boolean> {
    const path = desk.path.trim()
    const kind = of.kind()
    const seen = await desk.task.run('正在看文件', () => call('list_look', { kind, path, reading: said }))
    if (!seen || path !== desk.path.trim() || kind !== of.kind()) return false
    desk.look = seen
    if (seen.fault) desk.columnsOpen = true
    return !seen.fault
  }

  const desk: Wizard<P, A> = reactive({
    path: '',
    look: null,
    columnsOpen: false,
    preview: null,
    applied: null,
    folder: preference('saveFolder'),
    savedBad: '',
    progress: null,
    stoppable: false,
    task: newTask(),
    saving: newTask(),

    reading: () => said,

    changed() {
      said = nothingSaid()
      desk.look = null
      desk.columnsOpen = false
      desk.preview = null
      desk.applied = null
      desk.savedBad = ''
      desk.task.clear()
      desk.saving.clear()
    },

    async open() {
      if (desk.task.busy) return
      desk.changed()
      if (desk.path.trim() !== '' && (await look())) await desk.check()
    },

    /** What was said about columns counts only while the file has the same columns: it may have been mended since. */
    async start() {
      if (desk.task.busy) return
      const before = desk.look?.mapping.map((column) => column.header).join('\n')
      if (before === undefined || !saysSomething(said)) return desk.open()
      if (!(await look())) return
      if (before === desk.look?.mapping.map((column) => column.header).join('\n')) await desk.check()
      else await desk.open()
    },

    async check() {
      if (desk.path.trim() === '' || desk.task.busy || of.ready?.() === false) return
      desk.forget()
      desk.applied = null
      await desk.recheck()
      if (desk.preview) desk.columnsOpen = false
      else if (desk.look && ABOUT_COLUMNS.includes(desk.task.error?.code ?? '')) desk.columnsOpen = true
    },

    async recheck() {
      const path = desk.path.trim()
      const preview = await watched(of.checking, () => of.check(path, said))
      if (preview && path === desk.path.trim()) desk.preview = preview as never
    },

    forget() {
      desk.preview = null
      desk.savedBad = ''
    },

    watch: watched,

    setSheet: (sheet: string) => again({ sheet: sheet === '' ? null : sheet, header_row: null }),
    setHeaderRow: (row: number) => again({ header_row: row }),
    setEncoding: (encoding: string) => again({ encoding: encoding === '' ? null : encoding }),

    /** A column is this field now, and no other column is it any more. */
    setColumn(column: number, field: string) {
      if (!desk.look) return
      desk.look.mapping = desk.look.mapping.map((was, at) => {
        if (at === column) return { ...was, field: field === '' ? null : field }
        return was.field === field ? { ...was, field: null } : was
      })
      desk.look.fault = null
      said = {
        ...said,
        header_row: desk.look.header_row,
        mapping: desk.look.mapping.map((was, at) => ({ column: at, field: was.field })),
      }
      desk.preview = null
    },

    async apply() {
      if (!desk.preview || of.ready?.() === false) return
      const path = desk.path.trim()
      const applied = await watched(of.applying, () => of.apply(path, said))
      if (!applied) return
      desk.applied = applied as never
      await of.done?.()
    },

    async stop() {
      await call('import_cancel').catch(() => null)
    },

    async saveBad() {
      if (!desk.preview) return
      const path = desk.path.trim()
      const folder = desk.folder.trim()
      const saved = await desk.saving.run('正在保存有问题的行', () => of.saveBad(path, said, folder))
      if (!saved) return
      desk.savedBad = saved
      remember('saveFolder', folder)
    },
  }) as Wizard<P, A>
  return desk
}
