// The people as a table: filters, sorting by any column, a page at a time. Only the newest answer counts. Categories are
// asked for only after the key was pressed, and every such look is recorded by Rust.

import { reactive } from 'vue'
import { call, commandError } from '@/ipc/call'
import type { CommandError, PeoplePage, PeopleRequest, PeopleRow } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

const DEBOUNCE_MS = 150

export type Sort = PeopleRequest['sort']

/** What the form holds: empty text = no wish. */
export interface Wishes {
  text: string
  group: string
  state: string
  age: string
  standing: string
  mark: string
  category: string
  heads_only: boolean
  away: boolean
  year: string
}

/** 没有写组: a choice of its own, since the empty choice means every group. */
export const NO_GROUP = '-'

export const AGES = [
  { code: '0-5', label: '不满 6 岁' },
  { code: '6-17', label: '6 至 17 岁' },
  { code: '18-59', label: '18 至 59 岁' },
  { code: '60-79', label: '60 至 79 岁' },
  { code: '80-', label: '80 岁以上' },
]
export const STANDINGS = [
  { code: 'present', label: '在册' },
  { code: 'dead', label: '已去世' },
  { code: 'moved', label: '已迁出' },
  { code: 'everyone', label: '全部（含去世、迁出）' },
]
export const MARKS = [
  { code: 'yes', label: '有资助身份' },
  { code: 'no', label: '没有资助身份' },
]
export const COLUMNS: { sort: Sort; label: string }[] = [
  { sort: 'roster', label: '村民组' },
  { sort: 'hh_no', label: '户号' },
  { sort: 'name', label: '姓名' },
  { sort: 'relation', label: '与户主关系' },
  { sort: 'age', label: '年龄' },
  { sort: 'phone', label: '电话' },
  { sort: 'category', label: '资助身份' },
  { sort: 'state', label: '缴费情况' },
]

export interface PeopleDesk {
  wishes: Wishes
  sort: Sort
  descending: boolean
  revealed: boolean
  page: PeoplePage | null
  cursor: number
  error: CommandError | null
  fresh: boolean
  task: Task
  exporting: { folder: string; full: boolean; reason: string; done: string } | null
  typed: () => void
  load: (page?: number) => Promise<void>
  sortBy: (sort: Sort) => Promise<void>
  reveal: () => Promise<void>
  move: (by: number) => void
  turn: (by: 1 | -1) => Promise<void>
  row: () => PeopleRow | null
  write: () => Promise<void>
  stop: () => void
}

export function noWishes(): Wishes {
  return { text: '', group: '', state: '', age: '', standing: 'present', mark: '', category: '', heads_only: false, away: false, year: '' }
}

/** What the form holds, as Rust is asked. */
export function request(wishes: Wishes, sort: Sort, descending: boolean, page: number): PeopleRequest {
  const [from, to] = wishes.age.split('-')
  const whole = (text: string | undefined) => (text ? Number.parseInt(text, 10) : null)
  return {
    text: wishes.text.trim(),
    village_group: wishes.group === '' ? null : wishes.group === NO_GROUP ? '' : wishes.group,
    state: (wishes.state || null) as PeopleRequest['state'],
    has_category: wishes.mark === '' ? null : wishes.mark === 'yes',
    category: wishes.category || null,
    age_from: whole(from),
    age_to: whole(to),
    standing: wishes.standing === 'everyone' ? null : (wishes.standing as PeopleRequest['standing']),
    everyone: wishes.standing === 'everyone',
    away: wishes.away,
    heads_only: wishes.heads_only,
    sort,
    descending,
    page,
    levy_year: whole(wishes.year),
  }
}

export function newPeopleDesk(): PeopleDesk {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  const desk: PeopleDesk = reactive({
    wishes: noWishes(),
    sort: 'roster',
    descending: false,
    revealed: false,
    page: null,
    cursor: 0,
    error: null,
    fresh: false,
    task: newTask(),
    exporting: null,

    typed() {
      desk.fresh = false
      clearTimeout(timer)
      timer = setTimeout(() => void desk.load(), DEBOUNCE_MS)
    },

    async load(page = 1) {
      clearTimeout(timer)
      asked += 1
      const mine = asked
      const wanted = request(desk.wishes, desk.sort, desk.descending, page)
      try {
        const found = await call(desk.revealed ? 'reveal_people' : 'people', wanted)
        if (mine !== asked) return
        desk.page = found
        desk.cursor = 0
        desk.error = null
        desk.fresh = true
      } catch (thrown) {
        if (mine === asked) desk.error = commandError(thrown)
      }
    },

    async sortBy(sort: Sort) {
      desk.descending = desk.sort === sort ? !desk.descending : false
      desk.sort = sort
      await desk.load()
    },

    async reveal() {
      desk.revealed = !desk.revealed
      if (!desk.revealed) desk.wishes.category = ''
      await desk.load(desk.page?.page ?? 1)
    },

    move(by: number) {
      const last = (desk.page?.rows.length ?? 0) - 1
      desk.cursor = Math.max(0, Math.min(last, desk.cursor + by))
    },

    async turn(by: 1 | -1) {
      const page = (desk.page?.page ?? 1) + by
      if (page >= 1 && page <= (desk.page?.pages ?? 1)) await desk.load(page)
    },

    row() {
      return desk.page?.rows[desk.cursor] ?? null
    },

    async write() {
      const form = desk.exporting
      if (!form) return
      const written = await desk.task.run('正在写出人员表', () =>
        call('export_people', {
          people: request(desk.wishes, desk.sort, desk.descending, 1),
          to_folder: form.folder.trim(),
          full_reason: form.full ? form.reason : null,
        }),
      )
      if (written) form.done = `已写出 ${written.people} 人：${written.path}`
    },

    stop() {
      clearTimeout(timer)
      asked += 1
    },
  }) as PeopleDesk
  return desk
}
