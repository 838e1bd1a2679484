// The drill: a copy is opened with what the clerk types and put beside the book. Nothing is changed.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { Practice } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export interface PracticeDesk {
  from: string
  password: string
  practice: Practice | null
  task: Task
  run: () => Promise<void>
}

export function newPracticeDesk(): PracticeDesk {
  const desk: PracticeDesk = reactive({
    from: '',
    password: '',
    practice: null,
    task: newTask(),
    async run() {
      if (desk.from.trim() === '' || desk.password === '') return
      desk.practice = null
      const { from, password } = desk
      desk.password = ''
      desk.practice = (await desk.task.run('正在打开备份，从头读一遍', () => call('practise_restore', { from: from.trim(), password }))) ?? null
    },
  }) as PracticeDesk
  return desk
}
