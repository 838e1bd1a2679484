// Who is not done and why; last year's people beside this year's; the groups that must be insured. From the list the
// clerk marks with a few keys why somebody does not pay here. Rust says why and counts; nothing is added up here.

import { call } from '@/ipc/call'
import type { LeaveOutReason, MissingPage, MissingRequest, MissingRow } from '@/ipc/types'
import { newPages, type Pages } from '@/shared/pages'
import { newTask, type Task } from '@/shared/task'

export interface Marking {
  person_id: string
  name: string
  reason: string
  note: string
  proof: string
  approval_no: string
  fault: string
}

export interface MissingDesk extends Pages<MissingRow, MissingPage> {
  text: string
  group: string
  why: string
  /** missing, stopped, new, or target:<place>. */
  list: string
  year: number | null
  said: string
  marking: Marking | null
  clearing: { person_id: string; name: string; why: string } | null
  task: Task
  show: (list: string) => Promise<void>
  mark: () => void
  saveMark: (reasons: LeaveOutReason[]) => Promise<void>
  clear: () => void
  saveClear: () => Promise<void>
}

/** A year that is over can only be looked at; Rust says so too. */
export function canMark(row: MissingRow | null): boolean {
  return row !== null && row.why !== 'was_unpaid' && row.state !== 'paid'
}

/** What a mark still lacks before it is sent, in words; empty = nothing. */
export function lacks(marking: Marking, reasons: LeaveOutReason[]): string {
  const reason = reasons.find((r) => r.code === marking.reason)
  if (!reason) return '请选一种原因。'
  if (reason.needs_note && marking.note.trim() === '' && marking.proof.trim() === '') {
    return reason.proof ? `请写明看到了什么：${reason.proof}。` : '请写一句说明：本人怎么说、什么时候问的。'
  }
  return ''
}

export function request(desk: Pick<MissingDesk, 'text' | 'group' | 'why' | 'list' | 'year'>, page: number): MissingRequest {
  const [view, place] = desk.list.split(':')
  return {
    view: view as MissingRequest['view'],
    target: place === undefined ? null : Number.parseInt(place, 10),
    why: desk.why || null,
    village_group: desk.group === '' ? null : desk.group === '-' ? '' : desk.group,
    text: desk.text.trim(),
    page,
    levy_year: desk.year,
  }
}

export function newMissingDesk(): MissingDesk {
  const pages = newPages<MissingRow, MissingPage>((page) => call('missing', request(desk, page)))
  const desk: MissingDesk = Object.assign(pages, {
    text: '',
    group: '',
    why: '',
    list: 'missing',
    year: null,
    said: '',
    marking: null,
    clearing: null,
    task: newTask(),

    async show(list: string) {
      desk.list = list
      desk.why = ''
      await desk.load()
    },

    mark() {
      const row = desk.row()
      if (!row || !canMark(row)) return
      desk.task.clear()
      desk.marking = { person_id: row.person_id, name: row.name, reason: 'employee_insurance', note: '', proof: '', approval_no: '', fault: '' }
    },

    async saveMark(reasons: LeaveOutReason[]) {
      const form = desk.marking
      if (!form) return
      form.fault = lacks(form, reasons)
      if (form.fault) return
      const marked = await desk.task.run('正在记下', () =>
        call('mark_enrolment', {
          person_id: form.person_id,
          reason: form.reason,
          note: form.note.trim(),
          proof: form.proof.trim(),
          approval_no: form.approval_no.trim() || null,
          levy_year: desk.year,
        }),
      )
      if (!marked) return
      desk.said = `${form.name}：已记下“${marked.state_label}”。`
      desk.marking = null
      await desk.load(desk.page?.page ?? 1, true)
    },

    clear() {
      const row = desk.row()
      if (!row || row.recorded === '' || !canMark(row)) return
      desk.task.clear()
      desk.clearing = { person_id: row.person_id, name: row.name, why: '' }
    },

    async saveClear() {
      const form = desk.clearing
      if (!form) return
      const done = await desk.task.run('正在取消', async () => {
        await call('unmark_enrolment', { person_id: form.person_id, why: form.why.trim(), levy_year: desk.year })
        return true
      })
      if (!done) return
      desk.said = `${form.name}：标记已取消。`
      desk.clearing = null
      await desk.load(desk.page?.page ?? 1, true)
    },
  }) as MissingDesk
  return desk
}
