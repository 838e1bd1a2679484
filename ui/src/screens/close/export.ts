// Writing the day's package to a stick. "You may pull it out" is said only when Rust has read the file back.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CardStatus, ExportedPackage, ExportTarget } from '@/ipc/types'
import { newTask, type Task } from '@/shared/task'
import { preference, remember } from '@/shared/preferences'

export interface ExportDesk {
  targets: ExportTarget[]
  /** A stick's path, or "" for the folder typed below. */
  target: string
  folder: string
  card: CardStatus | null
  usePassphrase: boolean
  passphrase: string
  passphrase_again: string
  fault: string
  done: ExportedPackage | null
  loading: Task
  task: Task
  load: () => Promise<void>
  write: (close_no: number) => Promise<void>
}

const SHORTEST_PASSPHRASE = 8

export function newExportDesk(): ExportDesk {
  const desk: ExportDesk = reactive({
    targets: [],
    target: '',
    folder: preference('exportFolder'),
    card: null,
    usePassphrase: false,
    passphrase: '',
    passphrase_again: '',
    fault: '',
    done: null,
    loading: newTask(),
    task: newTask(),

    async load() {
      const found = await desk.loading.run('正在找U盘', () => Promise.all([call('export_targets'), call('card_status')]))
      if (!found) return
      const [targets, card] = found
      desk.targets = targets
      desk.card = card
      desk.usePassphrase = card === null
      if (!targets.some((t) => t.path === desk.target)) desk.target = targets[0]?.path ?? ''
    },

    async write(close_no: number) {
      if (desk.task.busy) return
      desk.fault = ''
      desk.done = null
      const folder = desk.target !== '' ? desk.target : desk.folder.trim()
      if (folder === '') desk.fault = '请先插上U盘，或选一个文件夹。'
      else if (desk.usePassphrase && [...desk.passphrase].length < SHORTEST_PASSPHRASE) {
        desk.fault = `口令至少 ${SHORTEST_PASSPHRASE} 个字；要和镇里约好，当面或打电话告诉，不要写在U盘上。`
      } else if (desk.usePassphrase && desk.passphrase !== desk.passphrase_again) {
        desk.fault = '两次输入的口令不一样，请再输一遍。'
      }
      if (desk.fault !== '') return
      const done = await desk.task.run('正在写对账包、读回来核对，请不要拔U盘', () =>
        call('export_package', { close_no, folder, passphrase: desk.usePassphrase ? desk.passphrase : null }),
      )
      if (!done) return
      desk.done = done
      desk.passphrase = ''
      desk.passphrase_again = ''
      if (desk.target === '') remember('exportFolder', folder)
    },
  }) as ExportDesk
  return desk
}
