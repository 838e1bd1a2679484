import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { BookStatus, People } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { faultOf, newPeopleDesk } = await import('./people')
const { filterOf } = await import('./log')

const people: People = {
  users: [
    { name: '周会计', role: 'clerk', role_label: '代办员', has_password: true, since: '2025-11-01T09:00:00+08:00' },
    { name: '吴会计', role: 'clerk', role_label: '代办员', has_password: true, since: '2025-11-02T09:00:00+08:00' },
  ],
  roles: [{ code: 'clerk', label: '代办员' }],
  roles_on: false,
  idle_minutes: 10,
  me: '周会计',
  hand_over_id: 'form-1',
  hand_overs: [],
  differences: [],
}

beforeEach(() => {
  forgetCalls()
  answer('people_with_passwords', people)
  answer('book_status', { state: 'open' } as BookStatus)
})

describe('nothing is sent before it is whole', () => {
  const add = { kind: 'add' as const, name: '郑会计', role: 'clerk' as const, password: '一二三四五六', again: '一二三四五六' }
  it.each([
    [{ ...add, name: ' ' }, '姓名'],
    [{ ...add, password: '12345', again: '12345' }, '至少'],
    [{ ...add, again: '别的' }, '不一样'],
    [{ kind: 'password' as const, name: '周会计', proof: '', password: '一二三四五六', again: '一二三四五六' }, '现在的密码'],
    [{ kind: 'roles' as const, on: true, key: ' ' }, '恢复钥匙'],
    [{ kind: 'rekey' as const, gone: '', stays: [{ name: '周会计', password: '' }] }, '自己的密码'],
    [{ kind: 'hand-over' as const, id: 'form-1', to: '', own: 'a', theirs: 'b', say: '', pieces: {} }, '接手'],
    [{ kind: 'hand-over' as const, id: 'form-1', to: '吴会计', own: 'a', theirs: '', say: '', pieces: {} }, '两个人'],
    [{ kind: 'hand-over' as const, id: 'form-1', to: '吴会计', own: 'a', theirs: 'b', say: '', pieces: { '100.00': '几张' } }, '张数'],
  ])('%o', (dialog, words) => expect(faultOf(dialog)).toContain(words))
  it('lets through what is whole', () => expect(faultOf(add)).toBe(''))
})

describe('people', () => {
  it('counts a drawer by pieces and hands it over', async () => {
    answer('hand_over', '已交接。')
    const desk = newPeopleDesk()
    await desk.load()
    desk.open({ kind: 'hand-over', id: 'form-1', to: '吴会计', own: '甲的密码', theirs: '乙的密码', say: '', pieces: { '100.00': '25' } })
    await desk.send()
    const [sent] = askedFor('hand_over') as { notes: { note: string; pieces: number }[] }[]
    expect(sent?.notes.filter((line) => line.pieces > 0)).toEqual([{ note: '100.00', pieces: 25 }])
    expect([desk.dialog, desk.said]).toEqual([null, '已交接。'])
  })

  it('sends the same form again when no answer came, and another one only when it is opened again', async () => {
    answer('hand_over', () => Promise.reject(refusal('E-DB-001')))
    const desk = newPeopleDesk()
    await desk.load()
    desk.open({ kind: 'hand-over', id: 'form-1', to: '吴会计', own: '甲的密码', theirs: '乙的密码', say: '', pieces: {} })
    answer('people_with_passwords', { ...people, hand_over_id: 'form-2' })
    await desk.send()
    await desk.send()
    expect((askedFor('hand_over') as { hand_over_id: string }[]).map((sent) => sent.hand_over_id)).toEqual(['form-1', 'form-1'])
    expect(desk.people?.hand_over_id).toBe('form-2')
  })

  it('keeps the dialog open when it is refused', async () => {
    answer('add_user', () => Promise.reject(refusal('E-USR-002')))
    const desk = newPeopleDesk()
    desk.open({ kind: 'add', name: '吴会计', role: 'clerk', password: '一二三四五六', again: '一二三四五六' })
    await desk.send()
    expect(desk.dialog).not.toBeNull()
    expect(desk.deed.error?.code).toBe('E-USR-002')
  })

  it('shows the new recovery key, and sends no password that was not typed', async () => {
    answer('rekey', { recovery_key: 'AAAA-BBBB', without_password: ['吴会计'] })
    const desk = newPeopleDesk()
    desk.open({ kind: 'rekey', gone: '', stays: [{ name: '周会计', password: '甲的密码' }, { name: '吴会计', password: '' }] })
    await desk.send()
    expect(askedFor('rekey')).toEqual([{ gone: '', stays: [{ name: '周会计', password: '甲的密码' }] }])
    expect(desk.rekeyed?.recovery_key).toBe('AAAA-BBBB')
  })

  it('wants minutes for the lock', async () => {
    const desk = newPeopleDesk()
    await desk.load()
    desk.idle = '一会儿'
    await desk.saveIdle()
    expect(desk.idleFault).not.toBe('')
    expect(askedFor('set_idle_minutes')).toEqual([])
  })
})

describe('the log', () => {
  const fields = { group: '', user: '', from: '', to: '', text: ' 石桥 ' }
  it('asks by days of the calendar', () =>
    expect(filterOf({ ...fields, from: '20251103' }, 2)).toEqual({ group: '', user: '', from: '2025-11-03', to: null, text: '石桥', page: 2 }))
  it('asks nothing while a day is half typed', () => expect(filterOf({ ...fields, to: '202511' }, 1)).toBeNull())
})
