// Search as you type over households. Only the newest answer counts, and Enter before the answer has come never
// opens a household that the clerk has not seen: it opens the only one, or shows the several.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { HouseholdRow } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { commandError } from '@/ipc/call'

const DEBOUNCE_MS = 150

export interface Finder {
  text: string
  rows: HouseholdRow[]
  total: number
  page: number
  pages: number
  cursor: number
  /** The rows on the screen are the answer to `text`. */
  fresh: boolean
  loaded: boolean
  task: Task
  typed: () => void
  load: (page?: number) => Promise<void>
  move: (by: 1 | -1) => void
  turn: (by: 1 | -1) => Promise<void>
  /** The household that Enter means, if it means one. */
  pick: () => Promise<HouseholdRow | null>
  stop: () => void
}

export function newFinder(): Finder {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  const finder: Finder = reactive({
    text: '',
    rows: [],
    total: 0,
    page: 1,
    pages: 1,
    cursor: 0,
    fresh: false,
    loaded: false,
    task: newTask(),

    typed() {
      finder.fresh = false
      clearTimeout(timer)
      timer = setTimeout(() => void finder.load(), DEBOUNCE_MS)
    },

    async load(page = 1) {
      clearTimeout(timer)
      asked += 1
      const mine = asked
      const text = finder.text.trim()
      try {
        const found = await call('search', { text, page })
        if (mine !== asked) return
        // The last page has gone since it was counted.
        if (found.page > found.pages) return await finder.load(found.pages)
        finder.task.error = null
        finder.rows = found.households
        finder.total = found.total
        finder.page = found.page
        finder.pages = found.pages
        finder.cursor = 0
        finder.loaded = true
        finder.fresh = text === finder.text.trim()
      } catch (thrown) {
        if (mine === asked) finder.task.error = commandError(thrown)
      }
    },

    move(by: 1 | -1) {
      const last = finder.rows.length - 1
      finder.cursor = Math.max(0, Math.min(last, finder.cursor + by))
    },

    async turn(by: 1 | -1) {
      const page = finder.page + by
      if (page >= 1 && page <= finder.pages) await finder.load(page)
    },

    async pick() {
      if (finder.fresh) return finder.rows[finder.cursor] ?? null
      await finder.load()
      return finder.fresh && finder.rows.length === 1 ? (finder.rows[0] ?? null) : null
    },

    stop() {
      clearTimeout(timer)
      asked += 1
    },
  }) as Finder
  return finder
}
