import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { CodeTables, Household, ImportPreview, ListLook, SaveHouseholdRequest } from '@/ipc/types'
import { answer, asked, askedFor, forgetCalls } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newEditDesk } = await import('./edit')
const { newHouseholdDesk } = await import('./household')
const { applyWords, canApply, newRosterDesk } = await import('./roster')
const { nothingSaid } = await import('@/screens/lists/wizard')

const LOOK = { fault: null, mapping: [], fields: [], sheets: [], top: [], header_row: 1 } as unknown as ListLook

const CODES = {
  relations: [
    { code: '02', label: '户主' },
    { code: '20', label: '子' },
  ],
  certificates: [{ code: '01', label: '居民身份证' }],
  nations: [{ code: '01', label: '汉族' }],
} as CodeTables
const OK = { ok: true, normalised: '341799196203150017', birth: '1962-03-15', sex: '男', words: null, other_household: null }

beforeEach(forgetCalls)

describe('registering by hand', () => {
  it('starts with the head, fills in what the number says, and sends the household', async () => {
    const desk = newEditDesk()
    await desk.load(null, CODES)
    const head = desk.members[0]!
    expect([head.relation, head.certificate_type, head.nation]).toEqual(['02', '01', '01'])
    desk.village_group = '三组'
    head.name = '周德明'
    head.certno = ' 341799196203150017'
    answer('check_certificate', OK)
    await desk.checkCertno(head)
    expect([head.birth, head.sex, head.certno]).toEqual(['1962-03-15', '男', '341799196203150017'])
    answer('save_household', { household_id: 'h1' } as Household)
    expect((await desk.save())?.household_id).toBe('h1')
    const sent = askedFor('save_household')[0] as SaveHouseholdRequest
    expect(sent).toMatchObject({ household_id: null, hh_no: null, village_group: '三组' })
    expect(sent.members).toHaveLength(1)
    expect(sent.members[0]).toMatchObject({ name: '周德明', relation: '02', birth: '1962-03-15', categories: [], migrant_worker: null, same_person_confirmed: false })
  })

  it('never sends a grade or months in words as nothing', async () => {
    const desk = newEditDesk()
    await desk.load(null, CODES)
    desk.village_group = '三组'
    const head = desk.members[0]!
    Object.assign(head, { name: '周德明', certno: '341799196203150017', certno_ok: true })
    const held = { code: 'disability', grade: '二级', subtype: '', designated_on: '', designated_by: 'in_area' as const }
    const event = { type: 'discharged', on: '20250601', continuous_months: '一年' }
    head.categories = [held]
    expect(await desk.save()).toBeNull()
    expect(head.faults.lists).toContain('等级请只填数字')
    head.categories[0]!.grade = ' ２ '
    head.events = [event] as typeof head.events
    expect(await desk.save()).toBeNull()
    expect(head.faults.lists).toContain('连续几个月请只填数字')
    expect(asked).toEqual([])
    head.events[0]!.continuous_months = '１２'
    answer('save_household', { household_id: 'h1' } as Household)
    await desk.save()
    const sent = askedFor('save_household')[0] as SaveHouseholdRequest
    expect([sent.members[0]?.categories?.[0]?.grade, sent.members[0]?.events[0]?.continuous_months]).toEqual([2, 12])
    head.categories[0]!.grade = ' '
    await desk.save()
    expect((askedFor('save_household')[1] as SaveHouseholdRequest).members[0]?.categories?.[0]?.grade).toBeNull()
  })

  it('says what is missing and sends nothing', async () => {
    const desk = newEditDesk()
    await desk.load(null, CODES)
    desk.add()
    desk.members[1]!.birth = '19620231'
    expect(await desk.save()).toBeNull()
    expect([desk.groupFault !== '', Object.keys(desk.members[0]!.faults), Object.keys(desk.members[1]!.faults)]).toEqual([
      true,
      ['name', 'certno'],
      ['name', 'certno', 'relation', 'birth'],
    ])
    expect(asked).toEqual([])
  })

  it('does not send a number that was found wrong, and shows whose number it is', async () => {
    const desk = newEditDesk()
    await desk.load(null, CODES)
    const head = desk.members[0]!
    desk.village_group = '三组'
    head.name = '周德明'
    head.certno = '341799196203150018'
    answer('check_certificate', { ...OK, ok: false, words: '最后一位不对。' })
    await desk.checkCertno(head)
    expect(await desk.save()).toBeNull()
    expect(head.faults.certno).toBe('最后一位不对。')
    answer('check_certificate', { ...OK, other_household: { household_id: 'h9', hh_no: 'H9', head: '单国庆' } })
    await desk.checkCertno(head)
    expect(head.other_household?.head).toBe('单国庆')
  })

  it('takes out only rows that are not yet in the book', async () => {
    const desk = newEditDesk()
    await desk.load(null, CODES)
    desk.add()
    desk.remove(1)
    expect(desk.members).toHaveLength(1)
    desk.members[0]!.removable = false
    desk.remove(0)
    expect(desk.members).toHaveLength(1)
  })
})

describe('changing a household', () => {
  const HELD = {
    household_id: 'h1',
    hh_no: 'H1',
    village_group: '三组',
    address: '',
    members: [
      {
        person_id: 'p1', name: '周德明', relation: '户主', certno_type: '居民身份证', certno_masked: '341***********0017', sex: '男',
        birth: '1962-03-15', nation: '汉族', phone: '', hukou: 'in_area', residence: 'in_area', has_sensitive: true, categories: [],
        events: [], insurance_current: 'none', previous_year: 'normal', migrant_worker: null, student: null, answer: null, name_alt: null,
      },
    ],
  } as unknown as Household

  it('sends what stays masked as it was, and looks at nothing by itself', async () => {
    answer('household', HELD)
    answer('save_household', HELD)
    const desk = newEditDesk()
    await desk.load('h1', CODES)
    await desk.checkCertno(desk.members[0]!)
    desk.members[0]!.phone = '13800000000'
    await desk.save()
    expect(asked.map((a) => a.name)).toEqual(['household', 'save_household'])
    const sent = askedFor('save_household')[0] as SaveHouseholdRequest
    expect(sent.members[0]).toMatchObject({ person_id: 'p1', certno: '', categories: null, relation: '02', certificate_type: '01', phone: '13800000000' })
  })

  it('keeps every part of a category that was looked at', async () => {
    answer('household', HELD)
    answer('save_household', HELD)
    answer('reveal_categories', [
      { code: 'disability', label: '残疾人', grade: '2 级', subtype: null, designated_on: '2024-06-01', designated_by: 'out_of_area', ended_on: null, source: '残联' },
    ])
    const desk = newEditDesk()
    await desk.load('h1', CODES)
    await desk.revealCategories(desk.members[0]!)
    await desk.save()
    const sent = askedFor('save_household')[0] as SaveHouseholdRequest
    expect(sent.members[0]?.categories).toEqual([
      { code: 'disability', grade: 2, subtype: null, designated_on: '2024-06-01', designated_by: 'out_of_area' },
    ])
  })
})

describe('what is masked', () => {
  it('is shown for one person when asked, and hidden by the same key', async () => {
    answer('household', { household_id: 'h1', members: [] } as unknown as Household)
    answer('reveal_certno', '341799196203150017')
    const desk = newHouseholdDesk()
    await desk.load('h1')
    await desk.revealCertno('p1')
    expect(desk.certnos).toEqual({ p1: '341799196203150017' })
    await desk.revealCertno('p1')
    expect([desk.certnos, askedFor('reveal_certno').length]).toEqual([{}, 1])
  })
})

describe('bringing in a roster', () => {
  const PREVIEW = { path: '/r.xlsx', good: 3, new_people: 3, change_count: 2, bad: [] } as unknown as ImportPreview

  it('takes changes of people who are there only if the clerk says so', async () => {
    answer('list_look', LOOK)
    answer('import_preview', PREVIEW)
    answer('import_apply', { import_id: 'i', people: 3, households: 1, bad: 0, changed: 2 })
    answer('imports', [])
    const desk = newRosterDesk()
    desk.wizard.path = ' /r.xlsx '
    await desk.wizard.open()
    expect(askedFor('import_apply')).toEqual([])
    desk.takeChanges = true
    await desk.wizard.apply()
    expect(askedFor('import_apply')).toEqual([{ path: '/r.xlsx', reading: nothingSaid(), take_changes: true }])
    expect(desk.wizard.applied?.people).toBe(3)
  })

  it('says what the button will do', () => {
    expect(applyWords(PREVIEW, false)).toBe('把 3 人登记到户册')
    expect(applyWords(PREVIEW, true)).toBe('把 3 人登记到户册，更新 2 处')
    const known = { ...PREVIEW, new_people: 0 } as ImportPreview
    expect([applyWords(known, true), canApply(known, true), canApply(known, false)]).toEqual(['更新 2 处', true, false])
  })
})
