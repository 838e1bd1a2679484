import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { DuplicatePair, DuplicatesRequest, Household, HouseholdRow, LifeDone, LifeRequest, Member, RelationsRequest } from '@/ipc/types'
import { answer, asked, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newLifeDesk, relationItems, requestOf } = await import('./life')
const { newDuplicatesDesk } = await import('./duplicates')
const { newHouseholdDesk } = await import('./household')

const one = (person_id: string, name: string, relation_code: string, standing: Member['standing'] = 'present') =>
  ({ person_id, name, relation_code, standing, relation: '', member_no: 1 }) as Member
const HOME = {
  household_id: 'h1',
  hh_no: '1',
  members: [one('a', '王大山', '02'), one('b', '李秀英', '12'), one('c', '王小雨', '20'), one('d', '赵月', '38'), one('e', '王远', '20', 'moved')],
} as Household
const DONE: LifeDone = { act_id: 'x', households: [], notes: [] }

beforeEach(forgetCalls)

async function opened(kind: string) {
  answer('household', HOME)
  const desk = newLifeDesk()
  await desk.load('h1', kind)
  desk.happened_on = '20251103'
  return desk
}

describe('what happens to a household', () => {
  it('fills in what the table is sure of, marks the usual case and asks for the rest', async () => {
    const desk = await opened('split')
    answer('life_relations', (r: RelationsRequest) => r.people.filter((p) => p !== r.head).map((person_id) => ({ person_id, relation: '12', is_sure: false })))
    expect(desk.choices().map((m) => m.name)).toEqual(['王大山', '李秀英', '王小雨', '赵月'])
    await desk.toggle('c')
    expect(desk.head).toBe('c')
    await desk.toggle('d')
    expect(desk.relations).toEqual([{ person_id: 'd', name: '赵月', code: '12', sure: false }])
    expect(desk.asksNextHead()).toBe(false)
    answer('life_preview', DONE)
    expect(await desk.look()).toBe(true)
    expect(askedFor('life_preview')[0]).toMatchObject({ kind: 'split', people: ['c', 'd'], head: 'c', next_head: null, happened_on: '2025-11-03', relations: [{ person_id: 'd', relation: '12' }] })
    answer('life_record', DONE)
    expect(await desk.record()).toEqual(DONE)
  })

  it('asks who follows when the head goes, and sends nothing before it knows', async () => {
    const desk = await opened('death')
    await desk.toggle('a')
    expect(desk.asksNextHead()).toBe(true)
    expect(await desk.look()).toBe(false)
    expect(Object.keys(desk.faults)).toEqual(['next_head'])
    answer('life_relations', [
      { person_id: 'c', relation: '20', is_sure: true },
      { person_id: 'd', relation: null, is_sure: false },
    ])
    await desk.setNextHead('b')
    expect(desk.next_relations.map((r) => r.code)).toEqual(['20', ''])
    expect(await desk.look()).toBe(false)
    expect(desk.faults.relations).toContain('赵月')
    desk.next_relations[1]!.code = '38'
    answer('life_preview', DONE)
    expect(await desk.look()).toBe(true)
    expect(askedFor('life_preview')[0]).toMatchObject({ people: ['a'], next_head: 'b' })
    await desk.toggle('b')
    expect([desk.chosen, desk.next_head, desk.asksNextHead()]).toEqual([['b'], '', false])
  })

  it('lets the first relation lead the others into another household', async () => {
    const desk = await opened('merge')
    desk.into_text = '孙'
    const rows = [{ household_id: 'h1' }, { household_id: 'h2', members: [{}], head: '孙立' }] as HouseholdRow[]
    answer('search', { households: rows, total: 2, page: 1, pages: 1 })
    await desk.findInto()
    expect(desk.into?.household_id).toBe('h2')
    answer('life_relations', [
      { person_id: 'a', relation: '73', is_sure: true },
      { person_id: 'b', relation: '74', is_sure: true },
      { person_id: 'c', relation: '93', is_sure: true },
      { person_id: 'd', relation: null, is_sure: false },
    ])
    desk.relations[0]!.code = '73'
    await desk.said(desk.relations[0]!)
    expect(desk.relations.map((r) => r.code)).toEqual(['73', '74', '93', ''])
    expect(askedFor('life_relations')[0]).toMatchObject({ into: 'h2', anchor: 'a', relation: '73', people: ['a', 'b', 'c', 'd'] })
    expect(await desk.look()).toBe(false)
  })

  it('offers only those who left for coming back, and no head among the relations', async () => {
    const desk = await opened('return')
    expect(desk.choices().map((m) => m.name)).toEqual(['王远'])
    expect(relationItems([{ code: '01', label: '本人' }, { code: '02', label: '户主' }, { code: '20', label: '子' }])).toEqual([{ code: '20', label: '子' }])
    expect(await desk.look()).toBe(false)
    expect(desk.faults.people).toBeDefined()
  })

  it('takes the day of the paper as birth date of a child without an ID number', async () => {
    const desk = await opened('birth')
    Object.assign(desk.newcomers[0]!, { name: '王念', certno: 'Z349962086', relation: '42', sex: '女' })
    const sent = requestOf(desk)
    expect(sent.members[0]).toMatchObject({ certificate_type: 'birth_certificate', birth: '2025-11-03', previous_year: 'not_applicable' })
    answer('life_preview', () => {
      throw refusal('E-HH-004')
    })
    expect(await desk.look()).toBe(false)
    expect(desk.task.error?.code).toBe('E-HH-004')
    desk.same_person_confirmed = true
    expect((requestOf(desk) as LifeRequest).same_person_confirmed).toBe(true)
  })
})

describe('a family from outside', () => {
  it('makes a household of its own, with one head', async () => {
    const desk = newLifeDesk()
    await desk.load('', '')
    expect([desk.kinds().map((k) => k.code), desk.kind, desk.asksPlace(), asked]).toEqual([['move_in'], 'move_in', true, []])
    Object.assign(desk.newcomers[0]!, { name: '钱进', certno: '1' })
    expect(desk.newcomers[0]!.relation, 'the first is the head until the clerk says otherwise').toBe('02')
    desk.addNewcomer()
    Object.assign(desk.newcomers[1]!, { name: '孙月', certno: '2', relation: '02' })
    desk.happened_on = '20251103'
    desk.village_group = '三组'
    expect(await desk.look()).toBe(false)
    expect(desk.faults.newcomer).toContain('一位')
    desk.newcomers[1]!.relation = '12'
    answer('life_preview', DONE)
    expect(await desk.look()).toBe(true)
    const [sent] = askedFor('life_preview') as LifeRequest[]
    expect(sent).toMatchObject({ kind: 'move_in', household_id: null, village_group: '三组', people: [], hh_no: '' })
    expect(sent!.members.map((m) => [m.name, m.relation])).toEqual([['钱进', '02'], ['孙月', '12']])
  })

  it('comes into a household that has a head', async () => {
    const desk = await opened('move_in')
    expect([desk.headComes(), desk.asksPlace(), desk.newcomers.map((n) => n.relation)]).toEqual([false, false, ['']])
    desk.addNewcomer()
    desk.removeNewcomer(0)
    desk.removeNewcomer(0)
    expect(desk.newcomers, 'somebody is always asked for').toHaveLength(1)
    desk.setKind('birth')
    desk.addNewcomer()
    expect(desk.newcomers, 'one child a paper').toHaveLength(1)
  })
})

describe('entries that look like one person', () => {
  const side = (person_id: string) => ({ person_id, household_id: 'h', name: '王大山', hh_no: '1', member_no: 1, has_sensitive: false })
  const pair = (n: number) => ({ first: side(`a${n}`), second: side(`b${n}`), why: [], hints: [], fields: [{ field: 'name', differs: false }, { field: 'phone', differs: true }] }) as unknown as DuplicatePair

  async function list(total = 2) {
    answer('duplicates', (r: DuplicatesRequest) => ({ pairs: [pair(r.page * 10), pair(r.page * 10 + 1)], total, page: r.page, pages: total > 2 ? 2 : 1 }))
    answer('duplicate_verdicts', [])
    const desk = newDuplicatesDesk()
    await desk.load(1)
    return desk
  }

  it('wants a reason and says which entry stays', async () => {
    const desk = await list()
    desk.ask('second')
    expect(desk.question?.kept).toBe('b10')
    expect(await desk.decide()).toBe(false)
    expect([desk.reasonFault !== '', askedFor('decide_duplicate')]).toEqual([true, []])
    desk.reason = ' 看过身份证 '
    answer('decide_duplicate', 1)
    expect(await desk.decide()).toBe(true)
    expect(askedFor('decide_duplicate')).toEqual([{ first: 'a10', second: 'b10', verdict: 'merged', kept: 'b10', reason: '看过身份证' }])
    desk.ask('not_same')
    expect(desk.question).toMatchObject({ verdict: 'not_same', kept: null })
  })

  it('goes over the edge of a page and shows only what differs when asked', async () => {
    const desk = await list(22)
    await desk.move(1)
    expect(desk.cursor).toBe(1)
    await desk.move(1)
    expect([desk.page, desk.cursor, desk.place()]).toEqual([2, 0, 21])
    await desk.move(1)
    await desk.move(1)
    expect(desk.page).toBe(2)
    desk.differingOnly = true
    expect(desk.fields().map((f) => f.field)).toEqual(['phone'])
  })

  it('keeps the words of a refusal', async () => {
    const desk = await list()
    desk.ask('first')
    desk.reason = '一样'
    answer('decide_duplicate', () => {
      throw refusal('E-DUP-002')
    })
    expect(await desk.decide()).toBe(false)
    expect([desk.task.error?.code, desk.question, desk.done]).toEqual(['E-DUP-002', null, ''])
  })
})

describe('a certificate that comes later', () => {
  it('is added, or shows whose number it is', async () => {
    answer('household', HOME)
    const desk = newHouseholdDesk()
    await desk.load('h1')
    desk.openCertificate(HOME.members[0]!)
    expect(await desk.addCertificate()).toBe(false)
    expect(asked.map((a) => a.name)).toEqual(['household'])
    desk.certno = '341799196203150017'
    answer('add_certificate', { certno_masked: '', other: { household_id: 'h2', hh_no: '2', head: '孙立' } })
    expect(await desk.addCertificate()).toBe(false)
    expect([desk.claimed?.hh_no, desk.certified?.name]).toEqual(['2', '王大山'])
    answer('add_certificate', { certno_masked: '3*', other: null })
    expect(await desk.addCertificate()).toBe(true)
    expect(desk.certified).toBeNull()
  })
})
