// The totals by month and for a year of cover. Every figure is Rust's; the screen chooses the year and asks for the sheet.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { Season } from '@/ipc/types'
import { typedAmount } from '@/shared/format'
import { preference, remember } from '@/shared/preferences'
import { newTask, type Task } from '@/shared/task'

export interface SeasonDesk {
  season: Season | null
  /** The year as the select holds it; "" = the whole book. */
  year: string
  /** How many people are in which category: shown only on a key, and recorded. */
  showCategories: boolean
  folder: string
  folderFault: string
  saved: string
  each: string
  paper: string
  allowanceFaults: Record<string, string>
  task: Task
  load: () => Promise<void>
  choose: (year: string) => Promise<void>
  toggleCategories: () => Promise<void>
  write: () => Promise<void>
  saveAllowance: () => Promise<void>
}

export function newSeasonDesk(): SeasonDesk {
  const desk: SeasonDesk = reactive({
    season: null,
    year: '',
    showCategories: false,
    folder: preference('exportFolder'),
    folderFault: '',
    saved: '',
    each: '',
    paper: '',
    allowanceFaults: {},
    task: newTask(),

    async load() {
      const request = { levy_year: desk.year === '' ? null : Number(desk.year), with_categories: desk.showCategories }
      desk.season = (await desk.task.run('正在合计', () => call('season', request))) ?? desk.season
    },

    async choose(year: string) {
      Object.assign(desk, { year, showCategories: false, saved: '', allowanceFaults: {} })
      await desk.load()
    },

    async toggleCategories() {
      desk.showCategories = !desk.showCategories
      await desk.load()
    },

    async write() {
      desk.folderFault = desk.folder.trim() === '' ? '请选一个文件夹。' : ''
      desk.saved = ''
      if (desk.folderFault !== '') return
      const to_folder = desk.folder.trim()
      const path = await desk.task.run('正在写合计表', () => call('export_season', { levy_year: desk.season?.levy_year ?? null, to_folder }))
      if (!path) return
      desk.saved = path
      remember('exportFolder', to_folder)
    },

    async saveAllowance() {
      const year = desk.season?.levy_year
      if (year === undefined || year === null) return
      const each = typedAmount(desk.each)
      desk.allowanceFaults = {
        ...(each === null ? { each: '请填每人多少元，例如 1。' } : {}),
        ...(desk.paper.trim() === '' ? { paper: '请填是哪份文件定的。' } : {}),
      }
      if (each === null || desk.paper.trim() === '') return
      const season = await desk.task.run('正在登记', () => call('set_handling_allowance', { levy_year: year, each, paper: desk.paper.trim() }))
      if (!season) return
      Object.assign(desk, { season, each: '', paper: '', showCategories: false })
    },
  }) as SeasonDesk
  return desk
}
