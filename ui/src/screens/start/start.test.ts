import { beforeEach, expect, it, vi } from 'vitest'
import type { BookStatus } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { faultsOf, newStartDesk } = await import('./start')

const LOCKED: BookStatus = {
  state: 'locked',
  path: '/b.cunshou',
  village_name: '杏花村',
  village_code: '341799001201',
  kind: 'live',
  series: 'A',
  users: ['王秀英', '李建国'],
  user: null,
  locked_until: null,
  last_receipt: null,
  behind_head: null,
  business_now: null,
  wants_password: false,
  idle_minutes: 0,
  brought_up: null,
  role: null,
}
const NONE: BookStatus = { ...LOCKED, state: 'none', path: null, village_name: null, users: [] }
const POLICY = { id: 'guichi-2026', title: '', doc_no: '', area_label: '', levy_year: 2026 }

beforeEach(() => {
  forgetCalls()
  answer('shipped_policies', [POLICY])
  answer('known_books', [])
})

it('lets nobody past a step that is not whole', async () => {
  const desk = newStartDesk()
  await desk.load(NONE)
  expect([desk.view, desk.form.policy_ids]).toEqual(['choose', ['guichi-2026']])
  desk.view = 'new'
  await desk.next()
  await desk.next()
  expect([desk.step, Object.keys(desk.faults)]).toEqual([1, ['village_code', 'village_name', 'town_name']])
  Object.assign(desk.form, { village_code: '３４１７９９００１２０１', village_name: '杏花村', town_name: '示例镇' })
  await desk.next()
  await desk.next()
  await desk.next()
  expect([desk.step, Object.keys(desk.faults)]).toEqual([3, ['entrusted_paper']])
  desk.form.entrusted_paper = '示例镇〔2025〕1号'
  await desk.next()
  await desk.next()
  expect(Object.keys(desk.faults)).toEqual(['user_name', 'password'])
  Object.assign(desk.form, { user_name: '王秀英', password: '一二三四五六七八', password_again: '一二三四五六七八' })
  answer('create_book', { recovery_key: 'K', status: LOCKED })
  await desk.next()
  expect(askedFor('create_book')).toEqual([
    {
      kind: 'live',
      village_code: '341799001201',
      village_name: '杏花村',
      town_name: '示例镇',
      policy_ids: ['guichi-2026'],
      entrusted_paper: '示例镇〔2025〕1号',
      user_name: '王秀英',
      password: '一二三四五六七八',
      folder: null,
    },
  ])
  expect([desk.view, desk.created?.recovery_key, desk.form.password]).toEqual(['key', 'K', ''])
})

it('keeps what was typed when the book could not be made', async () => {
  answer('create_book', () => Promise.reject(refusal('E-COR-3')))
  const desk = newStartDesk()
  desk.form.village_name = '杏花村'
  await desk.create()
  expect([desk.view, desk.task.error?.code, desk.form.village_name]).toEqual(['choose', 'E-COR-3', '杏花村'])
})

it('asks for the paper only of a live book, and for two equal passwords', () => {
  const form = { ...newStartDesk().form, kind: 'training' as const, user_name: '甲', password: '12345678', password_again: '12345679' }
  expect(faultsOf(form, 3, [])).toEqual({})
  expect(Object.keys(faultsOf(form, 4, []))).toEqual(['password_again'])
})

it('opens for the right password, as the chosen user', async () => {
  answer('open_book', { ...LOCKED, state: 'open', user: '李建国' })
  const desk = newStartDesk()
  await desk.load(LOCKED)
  expect([desk.view, desk.user, desk.path]).toEqual(['unlock', '王秀英', '/b.cunshou'])
  desk.user = '李建国'
  desk.password = '12345678'
  expect(await desk.unlock()).toBe(true)
  expect(askedFor('open_book')).toEqual([{ path: '/b.cunshou', user: '李建国', password: '12345678' }])
})

it('counts down after wrong passwords and asks nothing meanwhile', async () => {
  answer('open_book', () => Promise.reject(refusal('E-COR-12')))
  answer('book_status', { ...LOCKED, locked_until: '2025-11-12T09:00:30+08:00' })
  const desk = newStartDesk()
  await desk.load(LOCKED)
  desk.password = 'wrong'
  expect(await desk.unlock()).toBe(false)
  expect([desk.password, desk.task.error?.code]).toEqual(['', 'E-COR-12'])
  desk.tick(Date.parse('2025-11-12T09:00:00+08:00'))
  expect(desk.seconds).toBe(30)
  desk.password = 'again'
  expect(await desk.unlock()).toBe(false)
  expect(askedFor('open_book')).toHaveLength(1)
  desk.tick(Date.parse('2025-11-12T09:00:31+08:00'))
  expect(desk.seconds).toBe(0)
})

it('one levy year goes by one notice', () => {
  const two = [POLICY, { ...POLICY, id: 'elsewhere-2026' }, { ...POLICY, id: 'later-2027', levy_year: 2027 }]
  const chosen = (policy_ids: string[]) => faultsOf({ ...newStartDesk().form, policy_ids }, 2, two).policy_ids
  expect(chosen([])).toContain('请勾选')
  expect(chosen(['guichi-2026', 'elsewhere-2026'])).toContain('一个年度只能按一个文件收')
  expect(chosen(['guichi-2026', 'later-2027'])).toBeUndefined()
})
