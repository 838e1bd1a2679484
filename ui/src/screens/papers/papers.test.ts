import { beforeEach, expect, it, vi } from 'vitest'
import type { HouseholdRow, VillagePaperChoices } from '@/ipc/types'
import { answer, askedFor, forgetCalls, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newPapersDesk, PAPERS } = await import('./papers')

const CHOICES: VillagePaperChoices = {
  levy_year: 2026,
  today: '2025-11-28',
  window_from: '2025-10-20',
  groups: [
    { village_group: '一组', unpaid: 3, enrolled: 9 },
    { village_group: '', unpaid: 0, enrolled: 2 },
  ],
  unpaid: 3,
  enrolled: 11,
  categories: [{ code: 'orphan', label: '孤儿' }],
}
const NOTHING = { village_group: null, household_id: null, person_id: null, category: null, from: null, to: null, paper_book: null, first_sheet: null, sheets: null, contact: '' }
const household = (members: string[]): HouseholdRow =>
  ({ household_id: 'h1', hh_no: '0012', head: '王', village_group: '一组', members: members.map((person_id) => ({ person_id })) }) as HouseholdRow

async function opened(kind: string) {
  const desk = newPapersDesk()
  await desk.load()
  desk.choose(PAPERS.findIndex((paper) => paper.kind === kind))
  return desk
}

const kept = new Map<string, string>()
vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) })

beforeEach(() => {
  forgetCalls()
  kept.clear()
  answer('village_paper_choices', CHOICES)
  answer('village_paper_preview', { svg: ['<svg/>'], pages: 130 })
  answer('printers', [{ name: 'A', is_default: true }])
})

it('asks for the list of one group, of those without a group, and of everybody', async () => {
  const desk = await opened('unpaid')
  expect([desk.groups().map((g) => g.label), desk.everywhere()]).toEqual([['一组（3 人没缴）', '没有写组的（0 人没缴）'], '全村（3 人没缴）'])
  await desk.show()
  desk.group = '一组'
  await desk.show()
  desk.group = '-'
  await desk.show()
  expect(askedFor('village_paper_preview')).toEqual([
    { ...NOTHING, kind: 'unpaid' },
    { ...NOTHING, kind: 'unpaid', village_group: '一组' },
    { ...NOTHING, kind: 'unpaid', village_group: '' },
  ])
  expect([desk.pages, desk.desk?.svg.length]).toEqual([130, 1])
})

it('wants a household and a person before it asks for a slip', async () => {
  const desk = await opened('slip')
  await desk.show()
  expect([desk.fault, askedFor('village_paper_preview')]).toEqual(['请先选一户。', []])
  desk.take(household(['p1', 'p2']))
  expect(desk.fault).toBe('')
  desk.person = 'p2'
  await desk.show()
  expect(askedFor('village_paper_preview')).toEqual([{ ...NOTHING, kind: 'slip', household_id: 'h1', person_id: 'p2' }])
})

it('proposes days for the wall and for a declaration, and says what is no day', async () => {
  const posted = await opened('posted')
  expect([posted.from, posted.to]).toEqual(['2025-11-28', '2025-12-04'])
  const desk = await opened('declaration')
  expect([desk.from, desk.to]).toEqual(['2025-10-20', '2025-11-28'])
  desk.to = '月底'
  await desk.show()
  expect([desk.fault, askedFor('village_paper_preview')]).toEqual(['日期请写成 20251103。', []])
  desk.to = '20251130'
  await desk.show()
  expect(askedFor('village_paper_preview')).toEqual([{ ...NOTHING, kind: 'declaration', from: '2025-10-20', to: '2025-11-30' }])
})

it('looks at nothing that names a category before it is asked to', async () => {
  const desk = await opened('ledgers')
  expect([desk.item().warning?.includes('记入查看记录'), desk.desk, askedFor('village_paper_preview')]).toEqual([true, null, []])
  desk.category = 'orphan'
  await desk.show()
  expect(askedFor('village_paper_preview')).toEqual([{ ...NOTHING, kind: 'ledgers', category: 'orphan' }])
})

it('says what Rust refuses and shows nothing then', async () => {
  answer('village_paper_preview', () => Promise.reject(refusal('E-PAP-001')))
  const desk = await opened('unpaid')
  await desk.show()
  expect([desk.desk?.looking.error?.code, desk.desk?.svg]).toEqual(['E-PAP-001', []])
})

it('takes the paper away when another one is chosen, and keeps whom to ask', async () => {
  const desk = await opened('notices')
  desk.contact = '李会计 13800000000'
  await desk.show()
  expect(desk.desk).not.toBeNull()
  desk.choose(0)
  expect(desk.desk).toBeNull()
  expect((await opened('leaflet')).contact).toBe('李会计 13800000000')
})

it('asks for blank sheets by book, number and count', async () => {
  const desk = await opened('blank')
  desk.sheets = '几张'
  await desk.show()
  expect([desk.fault, askedFor('village_paper_preview')]).toEqual(['序号和张数请写数字。', []])
  Object.assign(desk, { paper_book: ' B ', first_sheet: '２１', sheets: '10' })
  await desk.show()
  expect(askedFor('village_paper_preview')).toEqual([{ ...NOTHING, kind: 'blank', paper_book: 'B', first_sheet: 21, sheets: 10 }])
})

it('prints and saves what is shown', async () => {
  answer('print_village_paper', { job_id: 'j', state: 'done', words: '打印好了' })
  answer('save_village_paper', '/x/催缴单.pdf')
  const desk = await opened('unpaid')
  await desk.show()
  await desk.desk!.print()
  desk.desk!.folder = '/x'
  await desk.desk!.save()
  const paper = { ...NOTHING, kind: 'unpaid' }
  expect([askedFor('print_village_paper'), askedFor('save_village_paper')]).toEqual([[{ paper, printer: 'A' }], [{ paper, folder: '/x' }]])
  expect([desk.desk!.job?.state, desk.desk!.saved]).toEqual(['done', '/x/催缴单.pdf'])
})
