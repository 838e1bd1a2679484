// One household on the screen. A full ID number and a category are shown only when asked for, one person at a
// time; each look is logged in Rust, and the screen forgets them when it is left.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { Household, MemberCategory } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export interface HouseholdDesk {
  household: Household | null
  certnos: Record<string, string>
  categories: Record<string, MemberCategory[]>
  task: Task
  load: (id: string) => Promise<void>
  revealCertno: (person: string) => Promise<void>
  revealCategories: (person: string) => Promise<void>
}

export function newHouseholdDesk(): HouseholdDesk {
  const desk: HouseholdDesk = reactive({
    household: null,
    certnos: {},
    categories: {},
    task: newTask(),

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
