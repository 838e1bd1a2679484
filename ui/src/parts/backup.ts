// Copies of the book: how old the newest is, where they go, and what became of each try. A copy that failed stops
// nothing: it is said, and offered again.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { BackupOutcome, BackupStatus, BackupStick } from '@/ipc/types'
import { halfWidth } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface BackupDesk {
  status: BackupStatus | null
  folder: string
  keep: string
  keepFault: string
  tries: BackupOutcome[]
  saved: string
  task: Task
  load: () => Promise<void>
  /** Saves where copies go. */
  save: () => Promise<void>
  /** Copies everywhere; right after a close also without being asked. */
  run: (afterClose: boolean) => Promise<void>
  /** Right after a close: only if the close is in no copy yet and there is a place for one. */
  afterClose: () => Promise<void>
  makeStick: (stick: BackupStick) => Promise<void>
}

export function newBackupDesk(): BackupDesk {
  const desk: BackupDesk = reactive({
    status: null,
    folder: '',
    keep: '',
    keepFault: '',
    tries: [],
    saved: '',
    task: newTask(),

    async load() {
      take(await desk.task.run('正在查看备份', () => call('backup_status')))
    },

    async save() {
      desk.saved = ''
      desk.keepFault = ''
      const keep = halfWidth(desk.keep).trim()
      if (!/^\d{1,3}$/.test(keep)) {
        desk.keepFault = '请填份数，例如 10。'
        return
      }
      const status = await desk.task.run('正在记下', () => call('set_backup', { folder: desk.folder.trim(), keep: Number(keep) }))
      take(status)
      if (status) desk.saved = '已记下。每次日结以后自动备份。'
    },

    async run(afterClose: boolean) {
      desk.tries = []
      const tries = await desk.task.run('正在备份，打开读回核对，请不要拔U盘', () => call('back_up', { after_close: afterClose }))
      if (!tries) return
      desk.tries = tries
      take(await call('backup_status').catch(() => undefined))
    },

    async afterClose() {
      await desk.load()
      if (desk.status?.wants_copy && hasPlace(desk.status)) await desk.run(true)
    },

    async makeStick(stick: BackupStick) {
      desk.saved = ''
      const status = await desk.task.run('正在备份到U盘，打开读回核对，请不要拔U盘', () => call('make_backup_stick', { folder: stick.path }))
      take(status)
      if (status) desk.saved = `“${stick.label}”已做成备份盘，并备份了一份。以后日结时插着它，就会自动备份。`
    },
  }) as BackupDesk

  function take(status: BackupStatus | undefined): void {
    if (!status) return
    desk.status = status
    desk.folder = status.folder
    desk.keep = String(status.keep)
  }
  return desk
}

/** Whether a copy has anywhere to go without asking. */
export function hasPlace(status: BackupStatus): boolean {
  return status.folder !== '' || status.sticks.some((stick) => stick.is_backup_stick)
}
