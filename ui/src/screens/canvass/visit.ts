// One household: a visit being written down, or an old one being put right; where its people are; who answers for it.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CadreItem, CanvassCodes, CanvassHousehold, CanvassMember, CanvassVisit } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { shortDay } from './day'

export interface VisitForm {
  visited_on: string
  visitor: string
  way: string
  met: string
  note: string
  next_on: string
  /** By person; '' = not talked about. */
  outcomes: Record<string, string>
  warned: boolean
  /** '' = no sheet, 'yes' = signed, 'no' = would not sign. */
  sheet: '' | 'yes' | 'no'
  signed_on: string
  mark_refused: boolean
  corrects: CanvassVisit | null
}

export interface WhereForm {
  person: string
  kind: string
  place: string
  phone: string
  as_of: string
  feeds: boolean
}

export interface VisitDesk {
  codes: CanvassCodes | null
  household: CanvassHousehold | null
  cadres: CadreItem[]
  form: VisitForm
  where: WhereForm
  faults: Record<string, string>
  saved: string
  task: Task
  saving: Task
  load: (household: string) => Promise<void>
  /** Those who can be talked about: who has not paid and is not excused; for a correction, whom the old visit names. */
  people: () => CanvassMember[]
  refuses: () => boolean
  save: () => Promise<boolean>
  correct: (visit: CanvassVisit) => void
  leaveCorrection: () => void
  withdraw: (visit: CanvassVisit) => Promise<void>
  saveWhereabouts: () => Promise<boolean>
  assign: (cadre: string) => Promise<void>
}

function emptyForm(codes: CanvassCodes | null, household: CanvassHousehold | null): VisitForm {
  return {
    visited_on: codes?.today ?? '',
    visitor: codes?.user ?? '',
    way: 'door',
    met: '',
    note: '',
    next_on: '',
    outcomes: Object.fromEntries((household?.members ?? []).map((m) => [m.person_id, ''])),
    warned: false,
    sheet: '',
    signed_on: codes?.today ?? '',
    mark_refused: false,
    corrects: null,
  }
}

export function newVisitDesk(): VisitDesk {
  const emptyWhere = (): WhereForm => ({ person: '', kind: 'working', place: '', phone: '', as_of: desk.codes?.today ?? '', feeds: false })
  const desk: VisitDesk = reactive({
    codes: null,
    household: null,
    cadres: [],
    form: emptyForm(null, null),
    where: { person: '', kind: 'working', place: '', phone: '', as_of: '', feeds: false },
    faults: {},
    saved: '',
    task: newTask(),
    saving: newTask(),

    async load(household: string) {
      await desk.task.run('正在打开这一户', async () => {
        desk.codes ??= await call('canvass_codes')
        desk.cadres = (await call('cadres')).cadres
        desk.household = await call('canvass_household', { household_id: household })
        desk.form = emptyForm(desk.codes, desk.household)
        desk.where = emptyWhere()
      })
    },

    people() {
      const old = desk.form.corrects?.answers.map((a) => a.person_id) ?? []
      return (desk.household?.members ?? []).filter(
        (m) => m.state === 'unpaid' || m.state === 'refused' || old.includes(m.person_id),
      )
    },

    refuses: () => Object.values(desk.form.outcomes).some((o) => isRefusal(desk.codes, o)),

    async save() {
      const { form, household, codes } = desk
      if (!household || !codes) return false
      desk.faults = {}
      desk.saved = ''
      const visited = shortDay(form.visited_on, codes.today, true)
      const next = form.next_on.trim() === '' ? null : shortDay(form.next_on, visited ?? codes.today)
      const signed = shortDay(form.signed_on, codes.today, true)
      const answers = Object.entries(form.outcomes)
        .filter(([, outcome]) => outcome !== '')
        .map(([person_id, outcome]) => ({ person_id, outcome }))
      const refuses = desk.refuses()
      if (!visited) desk.faults.visited_on = '日期要像 11-20 或 2025-11-20'
      if (form.next_on.trim() !== '' && !next) desk.faults.next_on = '日期要像 11-20，或者 +3（三天后）'
      if (answers.length === 0) desk.faults.outcomes = '请给谈到的人选上结果'
      if (refuses && form.sheet !== '' && !signed) desk.faults.signed_on = '日期要像 11-20 或 2025-11-20'
      if (Object.keys(desk.faults).length > 0 || !visited) return false
      const after = await desk.saving.run('正在记走访', () =>
        call('record_visit', {
          household_id: household.household_id,
          visited_on: visited,
          visitor: form.visitor.trim(),
          way: form.way,
          met: form.met.trim(),
          note: form.note.trim(),
          next_on: next,
          answers,
          warned: refuses && form.warned,
          signed: refuses && form.sheet !== '' ? form.sheet === 'yes' : null,
          signed_on: refuses && form.sheet !== '' ? signed : null,
          mark_refused: refuses && form.mark_refused,
          corrects: form.corrects?.visit_no ?? null,
        }),
      )
      if (!after) return false
      desk.saved = form.corrects ? '已更正，原来的记录也留着。' : '已记下这次走访。'
      desk.household = after
      desk.form = emptyForm(codes, after)
      return true
    },

    correct(visit: CanvassVisit) {
      desk.saved = ''
      desk.faults = {}
      desk.form = {
        visited_on: visit.visited_on,
        visitor: visit.visitor,
        way: visit.way,
        met: visit.met,
        note: visit.note,
        next_on: visit.next_on ?? '',
        outcomes: { ...emptyForm(desk.codes, desk.household).outcomes, ...Object.fromEntries(visit.answers.map((a) => [a.person_id, a.outcome])) },
        warned: visit.warned,
        sheet: visit.signed === null ? '' : visit.signed ? 'yes' : 'no',
        signed_on: visit.signed_on ?? visit.visited_on,
        mark_refused: visit.marked,
        corrects: visit,
      }
    },

    leaveCorrection() {
      desk.form = emptyForm(desk.codes, desk.household)
      desk.faults = {}
    },

    async withdraw(visit: CanvassVisit) {
      const { household } = desk
      if (!household) return
      desk.saved = ''
      const after = await desk.saving.run('正在作废', () =>
        call('record_visit', {
          household_id: household.household_id,
          visited_on: visit.visited_on,
          visitor: visit.visitor,
          way: visit.way,
          met: '',
          note: '',
          next_on: null,
          answers: [],
          warned: false,
          signed: null,
          signed_on: null,
          mark_refused: false,
          corrects: visit.visit_no,
        }),
      )
      if (!after) return
      desk.household = after
      desk.saved = '这条走访已作废，记录还留着。'
    },

    async saveWhereabouts() {
      const { where, household, codes } = desk
      if (!household || !codes) return false
      desk.faults = {}
      desk.saved = ''
      const day = shortDay(where.as_of, codes.today, true)
      if (where.person === '') desk.faults.person = '请选一个人'
      if (!day) desk.faults.as_of = '日期要像 11-20 或 2025-11-20'
      if (Object.keys(desk.faults).length > 0 || !day) return false
      const after = await desk.saving.run('正在记去向', async () => {
        await call('record_whereabouts', {
          person_id: where.person,
          kind: where.kind,
          place: where.place.trim(),
          phone: where.phone.trim(),
          as_of: day,
          feeds_roster: where.feeds && saysWork(where.kind),
        })
        return call('canvass_household', { household_id: household.household_id })
      })
      if (!after) return false
      desk.household = after
      desk.where = emptyWhere()
      desk.saved = '已记下去向。'
      return true
    },

    async assign(cadre: string) {
      const { household } = desk
      if (!household) return
      const after = await desk.saving.run('正在改负责的干部', () =>
        call('assign_household', { household_id: household.household_id, cadre_id: cadre === '' ? null : cadre }),
      )
      if (after) desk.household = after
    },
  }) as VisitDesk
  return desk
}

/** Whether a place says anything about working away from home. */
export function saysWork(kind: string): boolean {
  return kind === 'working' || kind === 'village'
}

function isRefusal(codes: CanvassCodes | null, outcome: string): boolean {
  return codes?.outcomes.some((o) => o.code === outcome && o.refuses) ?? false
}

/** A visit in a line. */
export function visitWords(visit: CanvassVisit): string {
  if (visit.answers.length === 0) return '作废上面更正的那一条'
  return visit.answers.map((a) => `${a.name || '（已不在册）'} ${a.label}`).join('；')
}
