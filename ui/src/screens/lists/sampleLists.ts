// The lists of the sample village, to try the imports on: put into a folder first, as they would come on a stick, then
// each opened on its own page.

import { reactive } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { call } from '@/ipc/call'
import type { SampleListRow } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { WAYS } from './ways'

export interface SampleDesk {
  folder: string
  /** None in a live book. */
  lists: SampleListRow[]
  /** They lie in the folder. */
  saved: boolean
  task: Task
  load: () => Promise<void>
  save: () => Promise<void>
}

/** The page on which such a list comes in, with the file already named. */
export function placeOf(list: SampleListRow): RouteLocationRaw {
  const path = WAYS.find((way) => way.kind === list.way)?.path ?? '/lists'
  const kind = list.way === 'office' ? { kind: list.kind } : {}
  return { path, query: { ...kind, file: list.path ?? '' } }
}

export function newSampleDesk(): SampleDesk {
  const desk: SampleDesk = reactive({
    folder: '',
    lists: [],
    saved: false,
    task: newTask(),
    async load() {
      const there = await call('sample_lists').catch(() => null)
      if (!there) return
      desk.folder = there.folder
      desk.lists = there.lists
    },
    async save() {
      const folder = desk.folder.trim()
      if (folder === '') return
      const saved = await desk.task.run('正在写出示例名单', () => call('save_sample_lists', { folder }))
      if (!saved) return
      desk.lists = saved.lists
      desk.saved = true
    },
  }) as SampleDesk
  return desk
}
