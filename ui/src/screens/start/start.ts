// First run and unlocking. The wizard goes step by step and lets nobody past a step that is not whole; whether a
// village code or a paper is right is for Rust to say when the book is made.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { BookStatus, CreatedBook, CreatedSampleBook, KnownBook, ShippedPolicy } from '@/ipc/types'
import { showStatus } from '@/shared/book'
import { halfWidth } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export type StartView = 'choose' | 'new' | 'key' | 'sample' | 'unlock' | 'restore'
export const STEPS = ['用途', '村', '政策', '委托', '代办员'] as const
const SHORTEST_PASSWORD = 6

export interface NewBook {
  kind: 'live' | 'training'
  village_code: string
  village_name: string
  town_name: string
  policy_ids: string[]
  entrusted_paper: string
  user_name: string
  password: string
  password_again: string
  folder: string
}

export type Faults = Partial<Record<keyof NewBook, string>>

export interface StartDesk {
  view: StartView
  step: number
  form: NewBook
  faults: Faults
  policies: ShippedPolicy[]
  books: KnownBook[]
  created: CreatedBook | null
  sample: CreatedSampleBook | null
  copied: boolean
  path: string
  user: string
  password: string
  seconds: number
  task: Task
  load: (status: BookStatus) => Promise<void>
  next: () => Promise<void>
  back: () => void
  create: () => Promise<void>
  makeSample: () => Promise<void>
  unlock: () => Promise<boolean>
  /** Seconds until the next try, counted from `now`. */
  tick: (now: number) => void
}

export function newStartDesk(): StartDesk {
  let lockedUntil: string | null = null

  const desk: StartDesk = reactive({
    view: 'choose',
    step: 0,
    form: emptyForm(),
    faults: {},
    policies: [],
    books: [],
    created: null,
    sample: null,
    copied: false,
    path: '',
    user: '',
    password: '',
    seconds: 0,
    task: newTask(),

    async load(status: BookStatus) {
      await desk.task.run('正在查看账簿', async () => {
        const [policies, books] = await Promise.all([call('shipped_policies'), call('known_books')])
        desk.policies = policies
        desk.books = books
        if (policies.length === 1) desk.form.policy_ids = policies.map((p) => p.id)
      })
      take(status)
      desk.view = status.state === 'locked' || desk.books.length > 0 ? 'unlock' : 'choose'
    },

    async next() {
      desk.faults = faultsOf(desk.form, desk.step, desk.policies)
      if (Object.keys(desk.faults).length > 0) return
      if (desk.step < STEPS.length - 1) desk.step += 1
      else await desk.create()
    },

    back() {
      desk.faults = {}
      desk.task.clear()
      if (desk.step === 0) desk.view = desk.books.length > 0 ? 'unlock' : 'choose'
      else desk.step -= 1
    },

    async create() {
      const { password_again: _, folder, village_code, ...rest } = desk.form
      const created = await desk.task.run('正在建立账簿并加密，要几秒钟', () =>
        call('create_book', {
          ...rest,
          village_code: halfWidth(village_code).trim(),
          folder: folder.trim() === '' ? null : folder.trim(),
        }),
      )
      if (!created) return
      desk.form = emptyForm()
      desk.created = created
      desk.view = 'key'
    },

    async makeSample() {
      const sample = await desk.task.run('正在建立示例村，导入花名册', () => call('create_sample_book'))
      if (!sample) return
      desk.sample = sample
      desk.view = 'sample'
    },

    async unlock() {
      if (desk.seconds > 0 || desk.password === '') return false
      const status = await desk.task.run('正在打开账簿', () =>
        call('open_book', { path: desk.path || null, user: desk.user || null, password: desk.password }),
      )
      desk.password = ''
      if (status) {
        take(status)
        return status.state === 'open'
      }
      // How long to wait stands in the status, not in the refusal.
      const after = await call('book_status').catch(() => null)
      if (after) take(after)
      return false
    },

    tick(now: number) {
      const until = lockedUntil === null ? Number.NaN : Date.parse(lockedUntil)
      desk.seconds = Number.isNaN(until) ? 0 : Math.max(0, Math.ceil((until - now) / 1000))
    },
  }) as StartDesk

  function take(status: BookStatus): void {
    lockedUntil = status.locked_until
    desk.path = status.path ?? desk.path ?? ''
    if (desk.path === '') desk.path = desk.books[0]?.path ?? ''
    desk.user = status.users.includes(desk.user) ? desk.user : (status.user ?? status.users[0] ?? '')
    showStatus(status)
  }
  return desk
}

/** What is missing on one step, in the clerk's words. */
export function faultsOf(form: NewBook, step: number, policies: ShippedPolicy[]): Faults {
  const faults: Faults = {}
  if (step === 1) {
    if (!/^\d{12}$/.test(halfWidth(form.village_code).trim())) {
      faults.village_code = '村代码是 12 位数字，印在镇里的名册上；不知道就问镇里。'
    }
    if (form.village_name.trim() === '') faults.village_name = '请填村名，收据上要印。'
    if (form.town_name.trim() === '') faults.town_name = '请填乡镇（街道）名。'
  }
  if (step === 2 && form.policy_ids.length === 0) faults.policy_ids = '请勾选本地今年执行的文件。'
  const years = policies.filter((p) => form.policy_ids.includes(p.id)).map((p) => p.levy_year)
  if (step === 2 && new Set(years).size < years.length) faults.policy_ids = '一个年度只能按一个文件收，请只留下本地执行的那一个。'
  if (step === 3 && form.kind === 'live' && form.entrusted_paper.trim() === '') {
    faults.entrusted_paper = '没有镇里的委托文件不能收现金。请填文件名称或文号。'
  }
  if (step === 4) {
    if (form.user_name.trim() === '') faults.user_name = '请填您的姓名，收据上“收款人”要印。'
    if ([...form.password].length < SHORTEST_PASSWORD) faults.password = `密码至少 ${SHORTEST_PASSWORD} 个字，可以是一句话。`
    if (form.password !== form.password_again) faults.password_again = '两次输入的密码不一样，请再输一遍。'
  }
  return faults
}

function emptyForm(): NewBook {
  return {
    kind: 'live',
    village_code: '',
    village_name: '',
    town_name: '',
    policy_ids: [],
    entrusted_paper: '',
    user_name: '',
    password: '',
    password_again: '',
    folder: '',
  }
}
