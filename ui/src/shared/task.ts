// One wait at a time: what is under way, in words, and how it failed. The words appear only after 300 ms, so
// that quick answers do not flicker.

import { reactive } from 'vue'
import { commandError } from '@/ipc/call'
import type { CommandError } from '@/ipc/types'

const QUIET_MS = 300

export interface Task {
  /** Something is under way: buttons that would start it again are off. */
  busy: boolean
  /** It has taken long enough to say so. */
  slow: boolean
  words: string
  error: CommandError | null
  /** Runs `act`; a second call while the first is under way does nothing and answers `undefined`. */
  run: <R>(words: string, act: () => Promise<R>) => Promise<R | undefined>
  clear: () => void
}

export function newTask(): Task {
  const task: Task = reactive({
    busy: false,
    slow: false,
    words: '',
    error: null,
    clear() {
      task.error = null
    },
    async run<R>(words: string, act: () => Promise<R>): Promise<R | undefined> {
      if (task.busy) return undefined
      task.busy = true
      task.words = words
      task.error = null
      const timer = setTimeout(() => (task.slow = true), QUIET_MS)
      try {
        return await act()
      } catch (thrown) {
        task.error = commandError(thrown)
        return undefined
      } finally {
        clearTimeout(timer)
        task.busy = false
        task.slow = false
      }
    },
  }) as Task
  return task
}
