// Who has a password, and what follows from it. Passwords are forgotten as soon as they were sent.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { AddUserRequest, CountForm, People, RekeyedBook } from '@/ipc/types'
import { typedPieces } from '@/screens/close/close'
import { loadStatus } from '@/shared/book'
import { halfWidth } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export const SHORTEST_PASSWORD = 6

/** A dialog that takes secrets; `null` while none is open. */
export type Dialog =
  | { kind: 'add'; name: string; role: AddUserRequest['role']; password: string; again: string }
  | { kind: 'password'; name: string; proof: string; password: string; again: string }
  | { kind: 'rekey'; gone: string; stays: { name: string; password: string }[] }
  | { kind: 'hand-over'; id: string; to: string; own: string; theirs: string; say: string; pieces: Record<string, string> }
  | { kind: 'roles'; on: boolean; key: string }

export interface PeopleDesk {
  people: People | null
  notes: CountForm['notes']
  dialog: Dialog | null
  fault: string
  said: string
  rekeyed: RekeyedBook | null
  copied: boolean
  idle: string
  idleFault: string
  task: Task
  deed: Task
  load: () => Promise<void>
  open: (dialog: Dialog) => void
  shut: () => void
  send: () => Promise<void>
  setRole: (name: string, role: AddUserRequest['role']) => Promise<void>
  saveIdle: () => Promise<void>
}

/** Notes and coins in use, for the count of a hand-over; the drawer is counted blind. */
const NOTES = ['100.00', '50.00', '20.00', '10.00', '5.00', '1.00', '0.50', '0.10', '0.05', '0.01']

export function newPeopleDesk(): PeopleDesk {
  const desk: PeopleDesk = reactive({
    people: null,
    notes: NOTES.map((note) => ({ note, label: noteLabel(note) })),
    dialog: null,
    fault: '',
    said: '',
    rekeyed: null,
    copied: false,
    idle: '',
    idleFault: '',
    task: newTask(),
    deed: newTask(),

    async load() {
      take(await desk.task.run('正在查看人员', () => call('people_with_passwords')))
    },

    open(dialog: Dialog) {
      desk.said = ''
      desk.fault = ''
      desk.deed.clear()
      desk.dialog = dialog
    },

    shut() {
      desk.dialog = null
      desk.fault = ''
    },

    async send() {
      const dialog = desk.dialog
      if (!dialog || desk.deed.busy) return
      desk.fault = faultOf(dialog)
      if (desk.fault !== '') return
      if (dialog.kind === 'add') {
        const { name, role, password } = dialog
        done(await desk.deed.run('正在添加，要几秒钟', () => call('add_user', { name: name.trim(), role, password })), `已添加 ${name.trim()}。`)
      } else if (dialog.kind === 'password') {
        const { name, proof, password } = dialog
        const people = await desk.deed.run('正在换密码，要几秒钟', () => call('set_password', { name, proof, password }))
        done(people, `${name} 的密码已换。以前的备份仍用以前的密码打开。`)
        if (people) await loadStatus()
      } else if (dialog.kind === 'roles') {
        const { on, key } = dialog
        const people = await desk.deed.run('正在核对恢复钥匙', () => call('switch_roles', { on, recovery_key: key }))
        done(people, on ? '已打开“按身份管”。' : '已关闭“按身份管”。')
        if (people) await loadStatus()
      } else if (dialog.kind === 'rekey') {
        const stays = dialog.stays.filter((stay) => stay.password !== '')
        const rekeyed = await desk.deed.run('正在更换账簿钥匙，要几秒钟，请不要关机', () => call('rekey', { gone: dialog.gone, stays }))
        if (!rekeyed) return
        desk.dialog = null
        desk.rekeyed = rekeyed
        desk.copied = false
        await desk.load()
      } else {
        const { id, to, own, theirs, say } = dialog
        const notes = desk.notes.map(({ note }) => ({ note, pieces: typedPieces(dialog.pieces[note] ?? '') ?? 0 }))
        const words = await desk.deed.run('正在记下交接', () => call('hand_over', { hand_over_id: id, own_password: own, to, their_password: theirs, notes, say: say.trim() }))
        if (!words) {
          // It may be recorded all the same: who opens the dialog again fills in another form and sees what there is.
          await desk.load()
          return
        }
        desk.dialog = null
        desk.said = words
        await loadStatus()
        await desk.load()
      }
    },

    async setRole(name: string, role: AddUserRequest['role']) {
      desk.said = ''
      done(await desk.deed.run('正在改身份', () => call('set_role', { name, role })), `${name} 的身份已改。`)
    },

    async saveIdle() {
      desk.said = ''
      desk.idleFault = ''
      const minutes = halfWidth(desk.idle).trim()
      if (!/^\d{1,3}$/.test(minutes)) {
        desk.idleFault = '请填分钟数，例如 10；0 是不自动上锁。'
        return
      }
      done(await desk.deed.run('正在记下', () => call('set_idle_minutes', { minutes: Number(minutes) })), '已记下。')
      await loadStatus()
    },
  }) as PeopleDesk

  function take(people: People | undefined): void {
    if (!people) return
    desk.people = people
    desk.idle = String(people.idle_minutes)
  }
  function done(people: People | undefined, said: string): void {
    if (!people) return
    take(people)
    desk.dialog = null
    desk.said = said
  }
  return desk
}

/** What is missing before anything is sent, in the clerk's words. */
export function faultOf(dialog: Dialog): string {
  if (dialog.kind === 'add' || dialog.kind === 'password') {
    if (dialog.kind === 'add' && dialog.name.trim() === '') return '请填姓名，收据上要印。'
    if (dialog.kind === 'password' && dialog.proof === '') return '请输入现在的密码；忘了就输入恢复钥匙。'
    if ([...dialog.password].length < SHORTEST_PASSWORD) return `密码至少 ${SHORTEST_PASSWORD} 个字，可以是一句话。`
    if (dialog.password !== dialog.again) return '两次输入的密码不一样，请再输一遍。'
  }
  if (dialog.kind === 'roles' && dialog.key.trim() === '') return '请输入乡镇保管的恢复钥匙。'
  if (dialog.kind === 'rekey' && (dialog.stays[0]?.password ?? '') === '') return '请先输入您自己的密码。'
  if (dialog.kind === 'hand-over') {
    if (dialog.to === '') return '请选接手的人。'
    if (Object.values(dialog.pieces).some((text) => typedPieces(text) === null)) return '张数要填数字，例如 12；没有就空着。'
    if (dialog.own === '' || dialog.theirs === '') return '两个人都要输入自己的密码。'
  }
  return ''
}

function noteLabel(note: string): string {
  const [yuan = '', fen = ''] = note.split('.')
  if (yuan !== '0') return `${yuan} 元`
  return fen.endsWith('0') ? `${fen[0]} 角` : `${fen[1]} 分`
}
