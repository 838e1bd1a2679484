// One household on the screen. A full ID number and a category are shown only when asked for, one person at a
// time; each look is logged in Rust, and the screen forgets them when it is left.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { Household, HouseholdLink, Member, MemberCategory, PersonHistoryItem } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export interface HouseholdDesk {
  household: Household | null
  certnos: Record<string, string>
  categories: Record<string, MemberCategory[]>
  /** The act that is to be undone, in words. */
  undoing: { act_id: string; words: string } | null
  note: string
  /** Whose history is open. */
  person: Member | null
  history: PersonHistoryItem[]
  /** Who gets a certificate. */
  certified: Member | null
  certificate_type: string
  certno: string
  certificate_confirmed: boolean
  /** Who has the number that was typed. */
  claimed: HouseholdLink | null
  task: Task
  undo: () => Promise<boolean>
  openHistory: (person: Member) => Promise<void>
  openCertificate: (person: Member) => void
  addCertificate: () => Promise<boolean>
  load: (id: string) => Promise<void>
  revealCertno: (person: string) => Promise<void>
  revealCategories: (person: string) => Promise<void>
}

export function newHouseholdDesk(): HouseholdDesk {
  const desk: HouseholdDesk = reactive({
    household: null,
    certnos: {},
    categories: {},
    undoing: null,
    note: '',
    person: null,
    history: [],
    certified: null,
    certificate_type: '01',
    certno: '',
    certificate_confirmed: false,
    claimed: null,
    task: newTask(),

    /** Another act takes the mistake back; what rests on it by now keeps it, and Rust says what. */
    async undo() {
      const [act, household] = [desk.undoing, desk.household]
      if (!act || !household) return false
      const done = await desk.task.run('正在撤销', () => call('life_undo', { act_id: act.act_id, note: desk.note.trim() }))
      desk.undoing = null
      if (!done) return false
      await desk.load(household.household_id)
      return true
    },

    async openHistory(person: Member) {
      const found = await desk.task.run('正在翻这个人的历史', () => call('person_history', { person_id: person.person_id }))
      if (!found) return
      desk.history = found
      desk.person = person
    },

    openCertificate(person: Member) {
      desk.certified = person
      desk.certificate_type = '01'
      desk.certno = ''
      desk.certificate_confirmed = false
      desk.claimed = null
    },

    /** True if the number is his now; a number that somebody else has waits among the duplicates. */
    async addCertificate() {
      const [person, household] = [desk.certified, desk.household]
      if (!person || !household || desk.certno.trim() === '') return false
      const done = await desk.task.run('正在核对证件', () =>
        call('add_certificate', {
          person_id: person.person_id,
          certificate_type: desk.certificate_type,
          certno: desk.certno.trim(),
          confirmed: desk.certificate_confirmed,
        }),
      )
      if (!done) return false
      desk.claimed = done.other
      if (done.other) return false
      desk.certified = null
      await desk.load(household.household_id)
      return true
    },

    async load(id: string) {
      const found = await desk.task.run('正在打开这一户', () => call('household', { household_id: id }))
      if (!found) return
      desk.household = found
      desk.certnos = {}
      desk.categories = {}
    },

    async revealCertno(person: string) {
      if (desk.certnos[person]) {
        delete desk.certnos[person]
        return
      }
      const number = await desk.task.run('正在查看证件号', () => call('reveal_certno', { person_id: person }))
      if (number) desk.certnos[person] = number
    },

    async revealCategories(person: string) {
      if (desk.categories[person]) {
        delete desk.categories[person]
        return
      }
      const found = await desk.task.run('正在查看人员类别', () => call('reveal_categories', { person_id: person }))
      if (found) desk.categories[person] = found
    },
  }) as HouseholdDesk
  return desk
}
