// What is to be done about people: refund applications, offices to ask. Done when somebody writes what came of it.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { WorkPage, WorkRow } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export const PAGE_SIZE = 50

export interface WorkDesk {
  work: WorkPage | null
  page: number
  all: boolean
  doing: WorkRow | null
  outcome: string
  task: Task
  load: (page?: number) => Promise<void>
  toggle: () => Promise<void>
  begin: (item: WorkRow | null) => void
  finish: () => Promise<void>
}

export function newWorkDesk(): WorkDesk {
  const desk: WorkDesk = reactive({
    work: null,
    page: 1,
    all: false,
    doing: null,
    outcome: '',
    task: newTask(),

    async load(page = 1) {
      const found = await desk.task.run('正在列出待办', () => call('work_items', { open_only: !desk.all, page }))
      if (!found) return
      desk.work = found
      desk.page = page
    },

    async toggle() {
      desk.all = !desk.all
      await desk.load()
    },

    begin(item: WorkRow | null) {
      desk.doing = item
      desk.outcome = ''
    },

    async finish() {
      const item = desk.doing
      const outcome = desk.outcome.trim()
      if (!item || outcome === '') return
      const done = await desk.task.run('正在记下结果', async () => {
        await call('finish_work', { item_id: item.item_id, outcome })
        return true
      })
      if (!done) return
      desk.doing = null
      await desk.load(desk.page)
    },
  }) as WorkDesk
  return desk
}
