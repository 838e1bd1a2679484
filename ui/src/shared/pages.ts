// A list that is asked for page by page and looked for by typing. Only the newest answer counts, and what is typed is
// asked for after a moment, so that each letter is not a question of its own.

import { reactive } from 'vue'
import { commandError } from '@/ipc/call'
import type { CommandError } from '@/ipc/types'

const DEBOUNCE_MS = 150

/** A page as Rust answers it. */
export interface Page<Row> {
  rows: Row[]
  page: number
  pages: number
}

export interface Pages<Row, P extends Page<Row>> {
  page: P | null
  cursor: number
  /** The rows on the screen are the answer to what the form holds. */
  fresh: boolean
  error: CommandError | null
  typed: () => void
  /** `keep`: the cursor stays where it is. */
  load: (page?: number, keep?: boolean) => Promise<void>
  move: (by: number) => void
  turn: (by: 1 | -1) => Promise<void>
  row: () => Row | null
  stop: () => void
}

export function newPages<Row, P extends Page<Row>>(ask: (page: number) => Promise<P>): Pages<Row, P> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  const pages = reactive({
    page: null,
    cursor: 0,
    fresh: false,
    error: null,

    typed() {
      pages.fresh = false
      clearTimeout(timer)
      timer = setTimeout(() => void pages.load(), DEBOUNCE_MS)
    },

    async load(page = 1, keep = false) {
      clearTimeout(timer)
      asked += 1
      const mine = asked
      try {
        const found = await ask(page)
        if (mine !== asked) return
        pages.page = found
        pages.cursor = keep ? Math.max(0, Math.min(pages.cursor, found.rows.length - 1)) : 0
        pages.error = null
        pages.fresh = true
      } catch (thrown) {
        if (mine === asked) pages.error = commandError(thrown)
      }
    },

    move(by: number) {
      pages.cursor = Math.max(0, Math.min((pages.page?.rows.length ?? 0) - 1, pages.cursor + by))
    },

    async turn(by: 1 | -1) {
      const page = (pages.page?.page ?? 1) + by
      if (page >= 1 && page <= (pages.page?.pages ?? 1)) await pages.load(page)
    },

    row() {
      return pages.page?.rows[pages.cursor] ?? null
    },

    stop() {
      clearTimeout(timer)
      asked += 1
    },
  }) as Pages<Row, P>
  return pages
}
