// The rows of a page that the clerk goes through by arrows and marks with the space bar, many at once.

import { nextTick, reactive, type Ref } from 'vue'
import { useKey } from './keys'

export interface Marked<Row, Id> {
  rows: Row[]
  loaded: boolean
  cursor: number
  marked: Id[]
  /** Puts an answer in the place of the last one: the cursor and the marks stay on what is still there. */
  show: (found: { rows: Row[] }) => void
  move: (by: number) => void
  row: () => Row | null
  /** Marks the row under the cursor, or takes its mark away, and goes on to the next. */
  toggle: () => void
  /** Marks every row that can be; if all of them are, none. */
  markAll: () => void
}

export function newMarked<Row, Id>(idOf: (row: Row) => Id, canMark: (row: Row) => boolean = () => true): Marked<Row, Id> {
  const desk = reactive({
    rows: [],
    loaded: false,
    cursor: 0,
    marked: [],

    show(found: { rows: Row[] }) {
      Object.assign(desk, found)
      desk.loaded = true
      desk.move(0)
      desk.marked = desk.marked.filter((id) => desk.rows.some((row) => idOf(row) === id))
    },

    move(by: number) {
      desk.cursor = Math.max(0, Math.min(desk.rows.length - 1, desk.cursor + by))
    },

    row() {
      return desk.rows[desk.cursor] ?? null
    },

    toggle() {
      const row = desk.row()
      if (row === null || !canMark(row)) return
      const id = idOf(row)
      desk.marked = desk.marked.includes(id) ? desk.marked.filter((one) => one !== id) : [...desk.marked, id]
      desk.move(1)
    },

    markAll() {
      const all = desk.rows.filter(canMark).map(idOf)
      desk.marked = desk.marked.length === all.length ? [] : all
    },
  }) as Marked<Row, Id>
  return desk
}

/** Arrows and the space bar for a table of such rows, while `enabled`. */
export function useMarkedKeys<Row, Id>(desk: Marked<Row, Id>, table: Ref<HTMLElement | undefined>, enabled: () => boolean): void {
  async function move(by: 1 | -1): Promise<void> {
    desk.move(by)
    await nextTick()
    table.value?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }
  useKey({ combo: 'ArrowDown', run: () => move(1), enabled })
  useKey({ combo: 'ArrowUp', run: () => move(-1), enabled })
  useKey({ combo: ' ', run: () => desk.toggle(), enabled })
}
