// Who has not paid: the list with its filters. Households stand together, overdue visits first; Rust sorts and counts.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CadreDuties, CanvassFilter, CanvassPage, CanvassRow, CanvassRound, CodeItem } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

/** A select cannot hold `null`, and a group may have no name. */
const GROUP = 'g:'

export interface ListDesk {
  duties: CadreDuties
  group: string
  cadre: string
  dueOnly: boolean
  withRefused: boolean
  list: CanvassPage | null
  cursor: number
  task: Task
  making: Task
  groups: () => CodeItem[]
  cadres: () => CodeItem[]
  load: (page?: number) => Promise<void>
  turn: (by: 1 | -1) => Promise<void>
  move: (by: 1 | -1) => void
  current: () => CanvassRow | null
  /** Makes the list for a round out of what is shown. */
  makeRound: () => Promise<CanvassRound | null>
}

export function newListDesk(dueOnly = false): ListDesk {
  let asked = 0
  const filter = (): CanvassFilter => ({
    village_group: desk.group === '' ? null : desk.group.slice(GROUP.length),
    cadre: desk.cadre === '' ? null : desk.cadre,
    due_only: desk.dueOnly,
    with_refused: desk.withRefused,
  })
  const desk: ListDesk = reactive({
    duties: { cadres: [], groups: [] },
    group: '',
    cadre: '',
    dueOnly,
    withRefused: false,
    list: null,
    cursor: 0,
    task: newTask(),
    making: newTask(),

    groups: () =>
      desk.duties.groups.map((g) => ({ code: GROUP + g.village_group, label: g.village_group || '没有写组的户' })),

    cadres: () => [
      ...desk.duties.cadres.map((c) => ({ code: c.cadre_id, label: c.name })),
      { code: 'nobody', label: '还没有人负责的' },
    ],

    async load(page = 1) {
      asked += 1
      const mine = asked
      if (desk.task.busy) return
      const got = await desk.task.run('正在找还没缴的人', async () => {
        if (desk.duties.groups.length === 0) desk.duties = await call('cadres')
        return call('canvass_list', { filter: filter(), page })
      })
      if (got) {
        desk.list = got
        desk.cursor = 0
      }
      // The filter was changed while the list was on its way.
      if (mine !== asked) await desk.load()
    },

    async turn(by: 1 | -1) {
      const page = (desk.list?.page ?? 1) + by
      if (page >= 1 && page <= (desk.list?.pages ?? 1)) await desk.load(page)
    },

    move(by: 1 | -1) {
      desk.cursor = Math.max(0, Math.min((desk.list?.rows.length ?? 1) - 1, desk.cursor + by))
    },

    current: () => desk.list?.rows[desk.cursor] ?? null,

    async makeRound() {
      return (await desk.making.run('正在制走访表', () => call('make_round', filter()))) ?? null
    },
  }) as ListDesk
  return desk
}

/** True for the first row of a household on the page: only there its number and head are drawn. */
export function isFirst(rows: CanvassRow[], at: number): boolean {
  return rows[at]?.household_id !== rows[at - 1]?.household_id
}

/** What is said about the next visit. */
export function dueWords(row: Pick<CanvassRow, 'due' | 'next_on'>): string {
  if (!row.next_on) return ''
  const day = `${Number(row.next_on.slice(5, 7))}月${Number(row.next_on.slice(8, 10))}日`
  return { overdue: `${day}，已过`, today: '今天', later: day }[row.due]
}
