// A walked list being entered: its number, one key for what was heard, Enter. The name is shown before anything is
// written; a row that was entered before is put right, and the screen says so first.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CanvassCodes, CanvassOutcome, CanvassRound, RoundRow } from '@/ipc/types'
import { halfWidth } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'
import { shortDay } from './day'

export interface RoundDesk {
  codes: CanvassCodes | null
  rounds: CanvassRound[]
  round: CanvassRound | null
  rows: RoundRow[]
  visitedOn: string
  visitor: string
  way: string
  numbers: string
  outcome: string
  nextOn: string
  note: string
  faults: Record<string, string>
  saved: string
  loaded: boolean
  task: Task
  saving: Task
  load: (roundNo: number | null) => Promise<void>
  /** The rows that the number names; `null` if it names one that is not on the list. */
  named: () => RoundRow[] | null
  heard: () => CanvassOutcome | null
  replaces: () => boolean
  /** Checks the number and says whether it names somebody. */
  checkNumbers: () => boolean
  save: () => Promise<boolean>
}

export function newRoundDesk(): RoundDesk {
  const desk: RoundDesk = reactive({
    codes: null,
    rounds: [],
    round: null,
    rows: [],
    visitedOn: '',
    visitor: '',
    way: 'door',
    numbers: '',
    outcome: '',
    nextOn: '',
    note: '',
    faults: {},
    saved: '',
    loaded: false,
    task: newTask(),
    saving: newTask(),

    async load(roundNo: number | null) {
      await desk.task.run('正在打开走访表', async () => {
        desk.codes ??= await call('canvass_codes')
        desk.rounds = await call('rounds')
        const wanted = roundNo ?? desk.rounds[0]?.round_no
        desk.rows = []
        desk.round = null
        if (wanted !== undefined) {
          const rows: RoundRow[] = []
          let more = true
          while (more) {
            const page = await call('round', { round_no: wanted, first_row: rows.length + 1 })
            rows.push(...page.rows)
            desk.round = page.round
            more = page.rows.length > 0 && rows.length < page.round.rows
          }
          desk.rows = rows
        }
        if (desk.visitedOn === '') desk.visitedOn = desk.codes.today
        desk.visitor = desk.round?.visitor || desk.codes.user
        desk.loaded = true
      })
    },

    named() {
      const numbers = readNumbers(desk.numbers)
      if (!numbers) return null
      const rows = numbers.map((n) => desk.rows.find((r) => r.row_no === n))
      return rows.every((r) => r !== undefined) ? (rows as RoundRow[]) : null
    },

    heard() {
      const typed = halfWidth(desk.outcome).trim()
      return desk.codes?.outcomes.find((o) => o.key === typed) ?? null
    },

    replaces: () => desk.named()?.some((r) => r.entered) ?? false,

    checkNumbers() {
      delete desk.faults.numbers
      if (desk.named()) return true
      const last = desk.rows[desk.rows.length - 1]?.row_no ?? 0
      desk.faults.numbers = readNumbers(desk.numbers) ? `表上没有这个序号，最大是 ${last}` : '请写纸上的序号，如 12 或 12-14'
      return false
    },

    async save() {
      const { round, codes } = desk
      if (!round || !codes) return false
      desk.faults = {}
      desk.saved = ''
      const outcome = desk.heard()
      const visited = shortDay(desk.visitedOn, codes.today, true)
      const next = desk.nextOn.trim() === '' ? null : shortDay(desk.nextOn, visited ?? codes.today)
      const rows = desk.checkNumbers() ? (desk.named() ?? []) : []
      if (!outcome) desk.faults.outcome = '请按右边的代号，0 到 9'
      else if (outcome.needs_note && desk.note.trim() === '') desk.faults.note = '这个结果要写几个字说明'
      if (!visited) desk.faults.visitedOn = '日期要像 11-20 或 2025-11-20'
      if (desk.nextOn.trim() !== '' && !next) desk.faults.nextOn = '日期要像 11-20，或者 +3（三天后）'
      if (Object.keys(desk.faults).length > 0 || !outcome || !visited) return false
      const answer = await desk.saving.run('正在记', () =>
        call('enter_round', {
          round_no: round.round_no,
          rows: halfWidth(desk.numbers).trim(),
          outcome: outcome.code,
          visited_on: visited,
          visitor: desk.visitor.trim(),
          way: desk.way,
          note: desk.note.trim(),
          next_on: next,
          replace: desk.replaces(),
        }),
      )
      if (!answer) return false
      round.entered += rows.filter((r) => !r.entered).length
      desk.rows = desk.rows.map((row) => answer.find((a) => a.row_no === row.row_no) ?? row)
      desk.saved = `已记：${answer.map((r) => `${r.row_no} ${r.person?.name ?? ''}`).join('、')}　${outcome.label}`
      desk.numbers = ''
      desk.outcome = ''
      desk.nextOn = ''
      desk.note = ''
      return true
    },
  }) as RoundDesk
  return desk
}

/** "12", "12-14", "3,5 8" → the numbers; `null` if it is something else. Rust reads it again. */
export function readNumbers(text: string): number[] | null {
  const plain = halfWidth(text).replace(/[，、,;；]/g, ' ').replace(/[–—~至到]/g, '-').trim()
  if (plain === '') return null
  const numbers: number[] = []
  for (const part of plain.split(/\s+/)) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part)
    if (!match) return null
    const first = Number(match[1])
    const last = Number(match[2] ?? match[1])
    if (first < 1 || last < first || last - first >= 50) return null
    for (let n = first; n <= last; n += 1) if (!numbers.includes(n)) numbers.push(n)
  }
  return numbers.length <= 50 ? numbers : null
}

/** How a row is called before it is written: "12 王大山（配偶 46岁，一组 3户）". */
export function rowWords(row: RoundRow): string {
  const p = row.person
  if (!p) return `${row.row_no}（已不在册）`
  const age = p.age === null ? '' : ` ${p.age}岁`
  return `${row.row_no} ${p.name}（${p.relation}${age}，${p.village_group} ${p.hh_no}户）`
}
