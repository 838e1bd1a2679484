// The day on which a disk is lost: a copy, what opens it, what the paper knows. First looked at, then done.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CopyLook, RestoreRequest, RestoredBook } from '@/ipc/types'
import { showStatus } from '@/shared/book'
import { newTask, type Task } from '@/shared/task'

export interface RestoreDesk {
  from: string
  password: string
  damaged: string
  papers: string
  lastClose: string
  setAside: boolean
  look: CopyLook | null
  done: RestoredBook | null
  task: Task
  /** Reads the copy and says what would be missing. */
  inspect: () => Promise<void>
  /** What was looked at is not what stands in the fields any more. */
  changed: () => void
  restore: () => Promise<void>
}

export function newRestoreDesk(): RestoreDesk {
  const desk: RestoreDesk = reactive({
    from: '',
    password: '',
    damaged: '',
    papers: '',
    lastClose: '',
    setAside: true,
    look: null,
    done: null,
    task: newTask(),

    async inspect() {
      if (desk.from.trim() === '' || desk.password === '') return
      desk.look = (await desk.task.run('正在打开备份，从头读一遍', () => call('look_at_copy', requestOf(desk)))) ?? null
    },

    changed() {
      desk.look = null
    },

    async restore() {
      if (!desk.look || desk.done) return
      const done = await desk.task.run('正在恢复并从头核对，请不要关机', () => call('restore_book', requestOf(desk)))
      if (!done) return
      desk.password = ''
      desk.done = done
      showStatus(done.status)
    },
  }) as RestoreDesk
  return desk
}

/** Numbers of papers may stand on lines of their own, or with commas between. */
export function requestOf(desk: Pick<RestoreDesk, 'from' | 'password' | 'damaged' | 'papers' | 'lastClose' | 'setAside'>): RestoreRequest {
  return {
    from: desk.from.trim(),
    password: desk.password,
    damaged: desk.damaged.trim(),
    papers: desk.papers.split(/[\s,，、;；]+/).filter((paper) => paper !== ''),
    last_close: desk.lastClose.trim(),
    set_aside: desk.setAside,
  }
}
