// A second pair of eyes on a close: whoever is here says that he compared it, now or later.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { ReviewRow } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export interface ReviewDesk {
  rows: ReviewRow[]
  notes: string
  task: Task
  load: () => Promise<void>
  /** Those of this close. */
  own: () => ReviewRow[]
  run: () => Promise<void>
}

export function newReviewDesk(close_no: () => number): ReviewDesk {
  const desk: ReviewDesk = reactive({
    rows: [],
    notes: '',
    task: newTask(),
    async load() {
      desk.rows = (await desk.task.run('正在查看复核', () => call('reviews'))) ?? []
    },
    own() {
      return desk.rows.filter((row) => row.close_no === close_no())
    },
    async run() {
      const request = { close_no: close_no(), notes: desk.notes.trim() }
      const rows = await desk.task.run('正在记下复核', () => call('review_close', request))
      if (!rows) return
      desk.rows = rows
      desk.notes = ''
    },
  }) as ReviewDesk
  return desk
}
