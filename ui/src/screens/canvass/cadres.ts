// Who answers for which group. One cadre is edited at a time; a group that is ticked is taken from whoever had it.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CadreDuties, CadreItem } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'

export interface CadreDesk {
  duties: CadreDuties | null
  editing: string | null
  name: string
  phone: string
  groups: string[]
  open: boolean
  saved: string
  task: Task
  load: () => Promise<void>
  edit: (cadre: CadreItem | null) => void
  save: () => Promise<boolean>
  remove: (cadre: CadreItem) => Promise<void>
  /** Who has a group now, other than the one being edited. */
  holder: (group: string) => string
}

export function newCadreDesk(): CadreDesk {
  const desk: CadreDesk = reactive({
    duties: null,
    editing: null,
    name: '',
    phone: '',
    groups: [],
    open: false,
    saved: '',
    task: newTask(),

    async load() {
      const got = await desk.task.run('正在找干部名单', () => call('cadres'))
      if (got) desk.duties = got
    },

    edit(cadre: CadreItem | null) {
      desk.saved = ''
      desk.task.clear()
      desk.open = true
      desk.editing = cadre?.cadre_id ?? null
      desk.name = cadre?.name ?? ''
      desk.phone = cadre?.phone ?? ''
      desk.groups = [...(cadre?.groups ?? [])]
    },

    async save() {
      const request = { cadre_id: desk.editing, name: desk.name.trim(), phone: desk.phone.trim(), groups: desk.groups }
      const got = await desk.task.run('正在保存', () => call('save_cadre', request))
      if (!got) return false
      desk.duties = got
      desk.open = false
      desk.saved = `已保存：${request.name}`
      return true
    },

    async remove(cadre: CadreItem) {
      const got = await desk.task.run('正在去掉', () => call('remove_cadre', { cadre_id: cadre.cadre_id }))
      if (!got) return
      desk.duties = got
      desk.open = false
      desk.saved = `已从名单上去掉 ${cadre.name}，他负责的组和户现在没有人负责。以前的走访记录不变。`
    },

    holder(group: string) {
      const id = desk.duties?.groups.find((g) => g.village_group === group)?.cadre_id
      return id && id !== desk.editing ? (desk.duties?.cadres.find((c) => c.cadre_id === id)?.name ?? '') : ''
    },
  }) as CadreDesk
  return desk
}
