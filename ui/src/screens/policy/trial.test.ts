import { beforeEach, expect, it, vi } from 'vitest'
import type { CollectLine, TrialAnswer, TrialRequest } from '@/ipc/types'
import { answer, askedFor, forgetCalls, later } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { blankForm, category, fillIn, newTrialDesk, trialRequest } = await import('./trial')

const need = (fact: string) => ({ fact, question: `${fact}？`, options: [] })
const told = (sum: string, needs: string[] = []) =>
  ({ decision_label: '可以收', sum_label: '个人交', sum, category_label: null, papers_any: [], line: { needs: needs.map(need) } as unknown as CollectLine }) as TrialAnswer
beforeEach(forgetCalls)

it('tries a person without keeping him', async () => {
  answer('trial', told('200.00'))
  const desk = newTrialDesk()
  desk.forget('2025-11-12')
  await desk.try('p')
  expect([Object.keys(desk.faults), askedFor('trial')]).toEqual([['birth'], []])
  desk.form.birth = '19450101'
  await desk.try('p')
  const sent = askedFor('trial')[0] as TrialRequest
  expect([sent.policy_id, sent.pay_on, sent.kind, sent.person.birth]).toEqual(['p', '2025-11-12', 'collect', '1945-01-01'])
  expect([sent.person.categories, sent.person.events, sent.person.paid, sent.offered]).toEqual([[], [], [], null])
  expect(desk.answer?.sum).toBe('200.00')
  desk.forget('2025-11-12')
  expect([desk.answer, desk.form.birth]).toEqual([null, ''])
})

it('sends several statuses, events and earlier payments as they were typed', () => {
  const form = blankForm('20251112')
  form.birth = '1985.6.15'
  form.kind = 'refund'
  form.categories = [
    { ...category(), code: 'disability', grade: '2', list: 'pushed', list_pushed_on: '20251101' },
    { ...category(), code: 'poverty_monitored', subtype: 'general_household', risk_cleared: 'no', ended_on: '20260101', list: 'not_on' },
    category(),
  ]
  form.events = [{ type: 'death', on: '20251201', months: '' }, { type: 'employee_insurance_ended', on: '20251001', months: '6' }]
  form.paid = [{ on: '20251020', amount: '400', arrived_on: '', for_year: '2026' }]
  form.proofs = ['id_card']
  form.unpaid = '2'
  form.payment_means = 'cash'
  form.cannot_use_app = 'yes'
  const { request, faults } = trialRequest(form, 'p')
  expect(faults).toEqual({})
  expect(request!.kind).toBe('refund')
  expect(request!.person.categories).toEqual([
    { code: 'disability', grade: 2, subtype: null, designated_on: null, designated_by: 'in_area', ended_on: null, risk_cleared: null, list: 'pushed', list_pushed_on: '2025-11-01' },
    { code: 'poverty_monitored', grade: null, subtype: 'general_household', designated_on: null, designated_by: 'in_area', ended_on: '2026-01-01', risk_cleared: false, list: 'not_on', list_pushed_on: null },
  ])
  expect(request!.person.events).toEqual([
    { type: 'death', on: '2025-12-01', continuous_months: null },
    { type: 'employee_insurance_ended', on: '2025-10-01', continuous_months: 6 },
  ])
  expect(request!.person.paid).toEqual([{ on: '2025-10-20', amount: '400', arrived_on: null, for_year: 2026 }])
  expect([request!.person.proofs, request!.person.household_unpaid_members, request!.person.cannot_use_app]).toEqual([['id_card'], 2, true])
})

it('says at each entry what is wrong with it and opens the part where it is', async () => {
  const desk = newTrialDesk()
  desk.forget('2025-11-12')
  desk.form.birth = '19850615'
  desk.form.categories[0] = { ...category(), code: 'disability', list: 'pushed', designated_on: 'gestern' }
  desk.form.unpaid = '两'
  await desk.try('p')
  expect(Object.keys(desk.faults).sort()).toEqual(['category.0.designated_on', 'category.0.list_pushed_on', 'unpaid'])
  expect(desk.more).toBe(true)
  expect(askedFor('trial')).toEqual([])
})

it('puts each answer where it belongs', () => {
  const form = blankForm('2025-11-12')
  form.categories = [{ ...category(), code: 'disability' }, { ...category(), code: 'poverty_monitored', designated_on: '20250101' }]
  form.events = [{ type: 'employee_insurance_ended', on: '20251001', months: '' }]
  const tell = (fact: string, value: string) => expect(fillIn(form, fact, value), fact).toBe(true)
  tell('migrant_worker_status', 'true')
  tell('hukou', 'out_of_area')
  tell('residence', 'elsewhere')
  tell('previous_year_insurance', 'normal')
  tell('disability_grade', '1')
  tell('poverty_monitored_subtype', 'formerly_poor')
  tell('designated_on', '2025-06-01')
  tell('on_department_list', 'false')
  tell('employee_continuous_months', '6')
  tell('payment_arrival_date', '20260102')
  tell('cannot_use_app', 'true')
  tell('residence_permit', 'true')
  expect(fillIn(form, 'id_card', 'false'), '没有 fills in nothing').toBe(false)
  expect(form).toMatchObject({
    migrant_worker: 'yes', hukou: 'out_of_area', residence: 'out_of_area', previous_year: 'normal', arrived_on: '20260102', cannot_use_app: 'yes', proofs: ['residence_permit'],
    categories: [{ grade: '1', designated_on: '2025-06-01', list: 'not_on' }, { subtype: 'formerly_poor', designated_on: '20250101', list: 'not_on' }],
    events: [{ months: '6' }],
  })
})

it('tries again with the answer, and puts aside a question that has none', async () => {
  answer('trial', (r) => told('400.00', r.person.migrant_worker === null ? ['migrant_worker_status', 'id_card'] : []))
  const desk = newTrialDesk()
  desk.forget('2026-01-10')
  desk.form.birth = '19850615'
  await desk.try('p')
  expect(desk.needs().map((n) => n.fact)).toEqual(['migrant_worker_status', 'id_card'])
  await desk.tell('p', 'id_card', 'false')
  expect(desk.needs().map((n) => n.fact)).toEqual(['migrant_worker_status'])
  await desk.tell('p', 'migrant_worker_status', 'true')
  expect(askedFor('trial').length).toBe(2)
  expect(desk.needs()).toEqual([])
})

it('hides the category again with each new answer, and drops an answer that comes too late', async () => {
  const slow = later<TrialAnswer>()
  answer('trial', () => slow.promise)
  const desk = newTrialDesk()
  desk.forget('2025-11-12')
  desk.form.birth = '19850615'
  const asked = desk.try('p')
  desk.forget('2025-11-12')
  slow.come(told('400.00'))
  await asked
  expect(desk.answer, 'the person was cleared away meanwhile').toBeNull()
  answer('trial', told('40.00'))
  desk.form.birth = '19850615'
  await desk.try('p')
  desk.revealed = true
  await desk.try('p')
  expect(desk.revealed).toBe(false)
})
