// A department's list coming in: look first (nothing is written), see what each change means for somebody's money, then
// apply. Which categories they are is shown only on request; the screen forgets them with the next look.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type {
  CategoryListPreview,
  CategoryListRequest,
  CategoryListReveal,
  CategoryListRow,
  ListEffect,
  WaitingPage,
} from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { preference, remember } from '@/shared/preferences'

/** '' = by the file's words. */
export type Fullness = '' | 'full' | 'incremental'

export const DEPARTMENTS = ['民政', '残联', '农业农村', '渔政', '退役军人', '卫健', '公安', '医保'].map((label) => ({ code: label, label }))
export const FULLNESS = [
  { code: 'full', label: '全量：不在名单上的就是取消' },
  { code: 'incremental', label: '增量：只列变动的人' },
]

export interface CategoryDesk {
  path: string
  department: string
  documentNo: string
  listDate: string
  fullness: Fullness
  typed: string
  preview: CategoryListPreview | null
  applied: CategoryListPreview | null
  revealed: CategoryListReveal | null
  page: number
  folder: string
  savedBad: string
  lists: CategoryListRow[]
  waiting: WaitingPage | null
  waitingPage: number
  task: Task
  saving: Task
  request: () => CategoryListRequest
  changed: () => void
  check: (page?: number) => Promise<void>
  reveal: () => Promise<void>
  canApply: () => boolean
  apply: () => Promise<void>
  saveBad: () => Promise<void>
  load: () => Promise<void>
  undo: (id: string) => Promise<void>
  loadWaiting: (page?: number) => Promise<void>
  decide: (entry: string, person: string, same: boolean) => Promise<void>
  rematch: () => Promise<void>
}

/** What somebody owes, before and after, as one line. */
export function dueWords(effect: ListEffect): string {
  const one = (owed: ListEffect['before']) => owed.due ?? (owed.label || '不能核定')
  return effect.changes_due ? `${one(effect.before)} → ${one(effect.after)}` : `${one(effect.after)}（不变）`
}

/** What becomes of a sum that is paid, in two or three words. */
export function consequenceLabel(effect: ListEffect): string {
  const then = effect.consequence
  if (!then) return ''
  return {
    nothing: '已缴的不退不补',
    refund: `可申请退 ${then.amount ?? ''}`,
    next_year: '下一年度起享受',
    open: '要问主管部门',
  }[then.kind]
}

export function newCategoryDesk(): CategoryDesk {
  const desk: CategoryDesk = reactive({
    path: '',
    department: '',
    documentNo: '',
    listDate: '',
    fullness: '' as Fullness,
    typed: '',
    preview: null,
    applied: null,
    revealed: null,
    page: 1,
    folder: preference('saveFolder'),
    savedBad: '',
    lists: [],
    waiting: null,
    waitingPage: 1,
    task: newTask(),
    saving: newTask(),

    request() {
      const day = desk.listDate.trim()
      return {
        path: desk.path.trim(),
        department: desk.department,
        document_no: desk.documentNo.trim(),
        list_date: day === '' ? null : day,
        is_full: desk.fullness === '' ? null : desk.fullness === 'full',
        confirmed: /^\d+$/.test(desk.typed.trim()) ? Number(desk.typed.trim()) : null,
        page: desk.page,
      }
    },

    /** Another file, department, day: what was shown belongs to the old one. */
    changed() {
      desk.preview = null
      desk.applied = null
      desk.revealed = null
      desk.savedBad = ''
      desk.typed = ''
      desk.page = 1
      desk.task.clear()
    },

    async check(page = 1) {
      if (desk.path.trim() === '') return
      if (page === 1) desk.changed()
      desk.page = page
      desk.revealed = null
      const request = desk.request()
      const preview = await desk.task.run('正在逐行核对名单，和上一份比对', () => call('category_list_preview', request))
      if (preview && request.path === desk.path.trim()) desk.preview = preview
    },

    async reveal() {
      if (desk.revealed) {
        desk.revealed = null
        return
      }
      if (!desk.preview || desk.applied) return
      const found = await desk.task.run('正在查看身份', () => call('category_list_reveal', desk.request()))
      if (found) desk.revealed = found
    },

    canApply() {
      const seen = desk.preview
      if (!seen || desk.applied || seen.good === 0 || seen.already_imported_at !== null) return false
      return seen.to_confirm === null || desk.typed.trim() === String(seen.to_confirm)
    },

    async apply() {
      if (!desk.canApply()) return
      const applied = await desk.task.run('正在登记名单', () => call('category_list_apply', desk.request()))
      if (!applied) return
      desk.applied = applied
      desk.revealed = null
      await desk.load()
    },

    async saveBad() {
      if (!desk.preview || desk.folder.trim() === '') return
      const folder = desk.folder.trim()
      const saved = await desk.saving.run('正在保存要改的行', () =>
        call('category_list_bad_rows', { list: desk.request(), to_folder: folder }),
      )
      if (!saved) return
      desk.savedBad = saved
      remember('saveFolder', folder)
    },

    async load() {
      desk.lists = await call('category_lists').catch(() => desk.lists)
      await desk.loadWaiting()
    },

    async undo(id: string) {
      await desk.task.run('正在撤销这份名单', () => call('category_list_undo', { import_id: id }))
      desk.applied = null
      await desk.load()
    },

    async loadWaiting(page = 1) {
      desk.waitingPage = page
      desk.waiting = await call('waiting_rows', { page }).catch(() => desk.waiting)
    },

    async decide(entry: string, person: string, same: boolean) {
      await desk.task.run('正在记下', () => call('decide_waiting', { entry_id: entry, person_id: person, is_same: same }))
      await desk.loadWaiting(desk.waitingPage)
    },

    async rematch() {
      await desk.task.run('正在重新比对', () => call('rematch_waiting'))
      await desk.loadWaiting()
    },
  }) as CategoryDesk
  return desk
}
