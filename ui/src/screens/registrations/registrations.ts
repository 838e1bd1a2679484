// The queue for the province's system: who is to be typed in, marked by keyboard, many at once.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CodeItem, MarkRegistrationsRequest, RegistrationPage, RegistrationRow, RegistrationsRequest } from '@/ipc/types'
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

export interface RegistrationsDesk extends Omit<RegistrationPage, 'rows'> {
  rows: RegistrationRow[]
  state: RegistrationsRequest['state']
  kind: RegistrationsRequest['kind']
  text: string
  cursor: number
  loaded: boolean
  marked: number[]
  /** The dialog that asks why: a failure needs a reason. */
  failing: { reason: string; fault: string } | null
  folder: string
  saved: string
  said: string
  task: Task
  deed: Task
  load: (page?: number) => Promise<void>
  move: (by: 1 | -1) => void
  row: () => RegistrationRow | null
  toggle: () => void
  markAll: () => void
  mark: (state: RegistrationState, reason?: string) => Promise<void>
  fail: () => Promise<void>
  save: () => Promise<void>
}

export function newRegistrationsDesk(): RegistrationsDesk {
  let asked = 0
  const filter = (page: number): RegistrationsRequest => ({ state: desk.state, kind: desk.kind, text: desk.text.trim(), page })
  const desk: RegistrationsDesk = reactive({
    rows: [],
    total: 0,
    page: 1,
    pages: 1,
    waiting: 0,
    entered: 0,
    failed: 0,
    dropped: 0,
    state: '',
    kind: '',
    text: '',
    cursor: 0,
    loaded: false,
    marked: [],
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
      if (!found || mine !== asked) return
      Object.assign(desk, found)
      desk.loaded = true
      desk.cursor = Math.max(0, Math.min(desk.cursor, desk.rows.length - 1))
      desk.marked = desk.marked.filter((no) => desk.rows.some((row) => row.registration_no === no))
    },

    move(by: 1 | -1) {
      desk.cursor = Math.max(0, Math.min(desk.rows.length - 1, desk.cursor + by))
    },

    row() {
      return desk.rows[desk.cursor] ?? null
    },

    toggle() {
      const row = desk.row()
      if (!row) return
      const no = row.registration_no
      desk.marked = desk.marked.includes(no) ? desk.marked.filter((one) => one !== no) : [...desk.marked, no]
      desk.move(1)
    },

    markAll() {
      desk.marked = desk.marked.length === desk.rows.length ? [] : desk.rows.map((row) => row.registration_no)
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
  }) as RegistrationsDesk
  return desk
}
