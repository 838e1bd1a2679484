// The queue for the province's system: who is to be typed in, marked by keyboard, many at once.

import { call } from '@/ipc/call'
import type { CodeItem, MarkRegistrationsRequest, RegistrationPage, RegistrationRow, RegistrationsRequest } from '@/ipc/types'
import { newMarked, type Marked } from '@/shared/marked'
import { preference, remember } from '@/shared/preferences'
import { newTask, type Task } from '@/shared/task'

export type RegistrationState = MarkRegistrationsRequest['state']

export const STATES: CodeItem[] = [
  { code: 'waiting', label: '待录入' },
  { code: 'failed', label: '失败' },
  { code: 'entered', label: '已录入' },
  { code: 'dropped', label: '不再需要' },
]
export const KINDS: CodeItem[] = [
  { code: 'new', label: '新增人员' },
  { code: 'name', label: '更正姓名' },
  { code: 'certificate', label: '更正证件' },
]

export interface RegistrationsDesk extends Marked<RegistrationRow, number>, Omit<RegistrationPage, 'rows'> {
  state: RegistrationsRequest['state']
  kind: RegistrationsRequest['kind']
  text: string
  /** The dialog that asks why: a failure needs a reason. */
  failing: { reason: string; fault: string } | null
  folder: string
  saved: string
  said: string
  task: Task
  deed: Task
  load: (page?: number) => Promise<void>
  mark: (state: RegistrationState, reason?: string) => Promise<void>
  fail: () => Promise<void>
  save: () => Promise<void>
}

export function newRegistrationsDesk(): RegistrationsDesk {
  let asked = 0
  const filter = (page: number): RegistrationsRequest => ({ state: desk.state, kind: desk.kind, text: desk.text.trim(), page })
  const rows = newMarked<RegistrationRow, number>((row) => row.registration_no)
  const desk: RegistrationsDesk = Object.assign(rows, {
    total: 0,
    page: 1,
    pages: 1,
    waiting: 0,
    entered: 0,
    failed: 0,
    dropped: 0,
    state: '' as RegistrationsRequest['state'],
    kind: '' as RegistrationsRequest['kind'],
    text: '',
    failing: null,
    folder: preference('saveFolder'),
    saved: '',
    said: '',
    task: newTask(),
    deed: newTask(),

    async load(page = 1) {
      asked += 1
      const mine = asked
      const found = await call('registrations', filter(page)).catch((thrown) => {
        desk.task.error = thrown
        return null
      })
      if (found && mine === asked) desk.show(found)
    },

    /** Marks those that are chosen, or the one under the cursor. */
    async mark(state: RegistrationState, reason = '') {
      const row = desk.row()
      const registration_nos = desk.marked.length > 0 ? desk.marked : row ? [row.registration_no] : []
      if (registration_nos.length === 0) return
      const done = await desk.deed.run('正在标记', () => call('mark_registrations', { registration_nos, state, reason }))
      if (done === undefined) return
      const label = STATES.find((one) => one.code === state)?.label ?? ''
      desk.said = `${done} 项标为“${label}”。`
      desk.marked = []
      desk.failing = null
      await desk.load(desk.page)
    },

    async fail() {
      if (!desk.failing) return
      if (desk.failing.reason.trim() === '') desk.failing.fault = '请写明省系统里提示了什么，例如“系统里已有同号的人”。'
      else await desk.mark('failed', desk.failing.reason.trim())
    },

    async save() {
      const saved = await desk.deed.run('正在写表格', () => call('export_registrations', { filter: filter(1), to_folder: desk.folder.trim() }))
      if (!saved) return
      desk.saved = saved
      remember('saveFolder', desk.folder.trim())
    },
  })
  return desk
}
