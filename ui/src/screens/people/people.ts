// The people as a table: filters, sorting by any column, a page at a time. Only the newest answer counts. Categories are
// asked for only after the key was pressed, and every such look is recorded by Rust.

import { call } from '@/ipc/call'
import type { CodeItem, PeoplePage, PeopleRequest, PeopleRow } from '@/ipc/types'
import { newPages, type Pages } from '@/shared/pages'
import { newTask, type Task } from '@/shared/task'

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
  whereabouts: string
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
/** Where somebody is by what was written down at visits; the kinds themselves are Rust's. */
export const WHEREABOUTS = [
  { code: 'away', label: '两外（在外务工、在外上学）' },
  { code: 'not_written', label: '没有记去向的' },
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

export interface PeopleDesk extends Pages<PeopleRow, PeoplePage> {
  wishes: Wishes
  sort: Sort
  descending: boolean
  revealed: boolean
  /** The choices of whereabouts. */
  places: CodeItem[]
  task: Task
  exporting: { folder: string; full: boolean; reason: string; done: string } | null
  open: () => Promise<void>
  sortBy: (sort: Sort) => Promise<void>
  reveal: () => Promise<void>
  write: () => Promise<void>
}

export function noWishes(): Wishes {
  return { text: '', group: '', state: '', age: '', standing: 'present', mark: '', category: '', heads_only: false, away: false, whereabouts: '', year: '' }
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
    whereabouts: wishes.whereabouts || null,
    sort,
    descending,
    page,
    levy_year: whole(wishes.year),
  }
}

export function newPeopleDesk(): PeopleDesk {
  const pages = newPages<PeopleRow, PeoplePage>((page) =>
    call(desk.revealed ? 'reveal_people' : 'people', request(desk.wishes, desk.sort, desk.descending, page)),
  )
  const desk: PeopleDesk = Object.assign(pages, {
    wishes: noWishes(),
    sort: 'roster' as Sort,
    descending: false,
    revealed: false,
    places: WHEREABOUTS,
    task: newTask(),
    exporting: null,

    async open() {
      const kinds = call('canvass_codes').then((codes) => codes.whereabouts).catch(() => [])
      await desk.load()
      desk.places = [...WHEREABOUTS, ...(await kinds)]
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
  }) as PeopleDesk
  return desk
}
