// What was done in the book: filtered, a page at a time, and as a workbook.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { AuditPage, AuditRequest } from '@/ipc/types'
import { typedDate } from '@/shared/format'
import { preference, remember } from '@/shared/preferences'
import { newTask, type Task } from '@/shared/task'

export interface LogDesk {
  page: AuditPage | null
  group: string
  user: string
  from: string
  to: string
  text: string
  dayFault: string
  folder: string
  saved: string
  task: Task
  deed: Task
  load: (page?: number) => Promise<void>
  save: () => Promise<void>
}

export function newLogDesk(): LogDesk {
  let asked = 0
  const desk: LogDesk = reactive({
    page: null,
    group: '',
    user: '',
    from: '',
    to: '',
    text: '',
    dayFault: '',
    folder: preference('saveFolder'),
    saved: '',
    task: newTask(),
    deed: newTask(),

    async load(page = 1) {
      const filter = filterOf(desk, page)
      desk.dayFault = filter ? '' : '日期请写成 20251103。'
      if (!filter) return
      asked += 1
      const mine = asked
      const found = await call('audit_log', filter).catch((thrown) => {
        desk.task.error = thrown
        return null
      })
      if (found && mine === asked) desk.page = found
    },

    async save() {
      const filter = filterOf(desk, 1)
      if (!filter || desk.folder.trim() === '') return
      const saved = await desk.deed.run('正在写表格', () => call('export_audit', { filter, to_folder: desk.folder.trim() }))
      if (!saved) return
      desk.saved = saved
      remember('saveFolder', desk.folder.trim())
    },
  }) as LogDesk
  return desk
}

/** What is asked of Rust; `null` while a day is not yet one. */
export function filterOf(desk: Pick<LogDesk, 'group' | 'user' | 'from' | 'to' | 'text'>, page: number): AuditRequest | null {
  const day = (text: string): string | null | undefined => (text.trim() === '' ? null : (typedDate(text) ?? undefined))
  const [from, to] = [day(desk.from), day(desk.to)]
  if (from === undefined || to === undefined) return null
  return { group: desk.group, user: desk.user, from, to, text: desk.text.trim(), page }
}
