// A department's list coming in: look first (nothing is written), see what each change means for somebody's money, then
// apply. Which categories they are is shown only on request; the screen forgets them with the next look.

import { reactive, watch } from 'vue'
import { call } from '@/ipc/call'
import type {
  CategoryListPreview,
  CategoryListRequest,
  CategoryListReveal,
  CategoryListRow,
  ListEffect,
  ListReading,
  WaitingPage,
} from '@/ipc/types'
import { typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'
import { newWizard, type Wizard } from './wizard'

/** '' = by the file's words. */
export type Fullness = '' | 'full' | 'incremental'

export const DEPARTMENTS = ['民政', '残联', '农业农村', '渔政', '退役军人', '卫健', '公安', '医保'].map((label) => ({ code: label, label }))
export const FULLNESS = [
  { code: 'full', label: '全量：不在名单上的就是取消' },
  { code: 'incremental', label: '增量：只列变动的人' },
]

export interface CategoryDesk {
  wizard: Wizard<CategoryListPreview, CategoryListPreview>
  department: string
  documentNo: string
  listDate: string
  fullness: Fullness
  /** What is wrong with the day. */
  fault: string
  typed: string
  revealed: CategoryListReveal | null
  page: number
  lists: CategoryListRow[]
  waiting: WaitingPage | null
  waitingPage: number
  task: Task
  /** What came of the list, or would come of it. */
  seen: () => CategoryListPreview | null
  turn: (page: number) => Promise<void>
  reveal: () => Promise<void>
  canApply: () => boolean
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
  const request = (path: string, reading: ListReading): CategoryListRequest => ({
    path,
    reading,
    department: desk.department,
    document_no: desk.documentNo.trim(),
    list_date: typedDate(desk.listDate),
    is_full: desk.fullness === '' ? null : desk.fullness === 'full',
    confirmed: /^\d+$/.test(desk.typed.trim()) ? Number(desk.typed.trim()) : null,
    page: desk.page,
  })
  const desk: CategoryDesk = reactive({
    wizard: newWizard<CategoryListPreview, CategoryListPreview>({
      kind: () => 'category_list',
      checking: '正在逐行核对名单，和上一份比对',
      applying: '正在登记名单',
      ready: () => {
        const isDay = desk.listDate.trim() === '' || typedDate(desk.listDate) !== null
        desk.fault = isDay ? '' : '请写成 2025-12-01 这样的日期；不知道就空着。'
        return isDay
      },
      check: (path, reading) => call('category_list_preview', request(path, reading)),
      apply: (path, reading) => call('category_list_apply', request(path, reading)),
      saveBad: (path, reading, to_folder) => call('category_list_bad_rows', { list: request(path, reading), to_folder }),
      done: () => desk.load(),
    }),
    department: '',
    documentNo: '',
    listDate: '',
    fullness: '' as Fullness,
    fault: '',
    typed: '',
    revealed: null,
    page: 1,
    lists: [],
    waiting: null,
    waitingPage: 1,
    task: newTask(),

    seen: () => desk.wizard.applied ?? desk.wizard.preview,

    async turn(page: number) {
      if (desk.wizard.applied) return
      desk.page = page
      desk.revealed = null
      await desk.wizard.recheck()
    },

    async reveal() {
      if (desk.revealed) {
        desk.revealed = null
        return
      }
      const { wizard } = desk
      if (!wizard.preview || wizard.applied) return
      const [path, preview] = [wizard.path.trim(), wizard.preview]
      const found = await wizard.watch('正在查看身份', () => call('category_list_reveal', request(path, wizard.reading())))
      if (found && preview === wizard.preview) desk.revealed = found
    },

    canApply() {
      const seen = desk.wizard.preview
      if (!seen || desk.wizard.applied || seen.good === 0 || seen.already_imported_at !== null) return false
      return seen.to_confirm === null || desk.typed.trim() === String(seen.to_confirm)
    },

    async load() {
      desk.lists = await call('category_lists').catch(() => desk.lists)
      await desk.loadWaiting()
    },

    async undo(id: string) {
      await desk.task.run('正在撤销这份名单', () => call('category_list_undo', { import_id: id }))
      desk.wizard.changed()
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
  // Another department, day or extent: what was checked is not what would be brought in.
  watch(() => [desk.department, desk.fullness, desk.listDate, desk.documentNo], () => desk.wizard.forget(), { flush: 'sync' })
  // With another check, the page, the number that was typed and the categories that were shown are those of the old one.
  watch(
    () => desk.wizard.preview === null,
    (isGone) => {
      if (isGone) Object.assign(desk, { page: 1, typed: '', revealed: null })
    },
    { flush: 'sync' },
  )
  watch(() => desk.wizard.applied, () => (desk.revealed = null), { flush: 'sync' })
  return desk
}
