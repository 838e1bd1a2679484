// The lists that came in, and taking one back.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { ImportRecord } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export interface ImportsDesk {
  rows: ImportRecord[]
  task: Task
  load: () => Promise<void>
  undo: (id: string) => Promise<void>
}

/** What is known of a list beside its file: who sent it, its letter, its day. */
export function importDetails(of: ImportRecord): string {
  const held = of.cancellations_held ? '取消的人暂不处理' : ''
  return [of.department, of.document_no, of.list_date ?? '', held].filter((text) => text !== '').join(' · ')
}

/** `kinds`: only these; none = all. */
export function newImportsDesk(kinds: string[] = [], changed: () => void = () => undefined): ImportsDesk {
  const desk: ImportsDesk = reactive({
    rows: [],
    task: newTask(),
    async load() {
      const rows = await desk.task.run('正在取导入记录', () => call('imports'))
      if (rows) desk.rows = rows.filter((row) => kinds.length === 0 || kinds.includes(row.kind))
    },
    async undo(id: string) {
      const done = await desk.task.run('正在撤销这次导入', async () => {
        await call('import_undo', { import_id: id })
        return true
      })
      if (!done) return
      changed()
      await desk.load()
    },
  }) as ImportsDesk
  return desk
}
