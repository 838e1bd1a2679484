// The years of cover of this book: which is collected for, which can be looked at, which waits to be opened.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { LevyYearCarried, LevyYearRow } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export interface YearsDesk {
  years: LevyYearRow[]
  loaded: boolean
  /** What opening a year would carry over, looked at before it is opened. */
  preview: { levy_year: number; carried: LevyYearCarried } | null
  said: string
  task: Task
  load: () => Promise<void>
  look: (levy_year: number) => Promise<void>
  open: () => Promise<void>
}

/** The year that waits, the earliest first: years are opened one after another. */
export function toOpen(years: LevyYearRow[]): LevyYearRow | null {
  return years.filter((y) => y.state === 'to_open').sort((a, b) => a.levy_year - b.levy_year)[0] ?? null
}

export function stateWords(year: LevyYearRow): string {
  if (year.state === 'to_open') return '政策已到，还没有打开'
  if (year.is_current) return '正在收'
  return year.state === 'over' ? '已过去，只能看' : '可以看'
}

export function newYearsDesk(): YearsDesk {
  const desk: YearsDesk = reactive({
    years: [],
    loaded: false,
    preview: null,
    said: '',
    task: newTask(),

    async load() {
      const years = await desk.task.run('正在查看年度', () => call('levy_years'))
      if (!years) return
      desk.years = years
      desk.loaded = true
    },

    async look(levy_year: number) {
      const carried = await desk.task.run('正在算会带过去什么', () => call('preview_levy_year', { levy_year }))
      if (carried) desk.preview = { levy_year, carried }
    },

    async open() {
      const wanted = desk.preview
      if (!wanted) return
      const carried = await desk.task.run(`正在打开 ${wanted.levy_year} 年度`, () => call('open_levy_year', { levy_year: wanted.levy_year }))
      if (!carried) return
      desk.preview = null
      desk.said = `${wanted.levy_year} 年度已打开，带过去 ${carried.people} 人。`
      await desk.load()
    },
  }) as YearsDesk
  return desk
}
