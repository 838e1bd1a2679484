import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Bill, CollectLine, LeaveOutReason, Receipt } from '@/ipc/types'
import { answer, asked, askedFor, forgetCalls, later, refusal } from '@/testing/fakeCall'

vi.mock('@/ipc/call', async () => ({
  ...(await vi.importActual<object>('@/ipc/call')),
  call: (await import('@/testing/fakeCall')).call,
}))
const { newCollectDesk, tillNotes, whose } = await import('./collect')

const REASONS: LeaveOutReason[] = [
  { code: 'employee', label: '已参加职工医保', lawful: true, needs_note: false, proof: '' },
  { code: 'elsewhere', label: '已在外地参保', lawful: true, needs_note: true, proof: '' },
]

function line(no: number, more: Partial<CollectLine> = {}): CollectLine {
  return {
    person_id: `p${no}`,
    member_no: no,
    name: `人${no}`,
    relation: '子',
    certno_masked: '',
    age: 30,
    standing: 'payable',
    standing_words: '',
    included: true,
    left_out_reason: null,
    fee: '400.00',
    subsidy: '0.00',
    owed: '400.00',
    collective_aid: '0.00',
    due: '400.00',
    cover_words: '',
    spoken: '',
    category_label: null,
    has_sensitive: false,
    can_pay_in_full: false,
    pays_in_full: false,
    trail: [],
    readings: [],
    needs: [],
    notes: [],
    till_notes: [],
    ...more,
  }
}
function bill(more: Partial<Bill> = {}): Bill {
  return {
    payment_id: 'pay-1',
    household_id: 'h1',
    hh_no: 'H1',
    head: '人1',
    village_group: '一组',
    business_date: '2025-11-12',
    levy_year: 2026,
    policy_title: '',
    lines: [line(1), line(2)],
    total_fee: '800.00',
    total_subsidy: '0.00',
    total_collective_aid: '0.00',
    total_due: '800.00',
    to_take: '800.00',
    prefers_scan: false,
    by_scan: false,
    next_ticket: null,
    aid_offers: [],
    other_years: [],
    leaving_out: 'recorded_reason',
    tendered: null,
    change: null,
    blocker: null,
    paid_list_on: null,
    paid_list_age_days: null,
    asks_paid: false,
    sum_differences: [],
    ...more,
  }
}
const RECEIPT = { receipt_no: 'R1' } as Receipt

async function atTill(first: Bill = bill()) {
  answer('open_collect', first)
  const desk = newCollectDesk()
  await desk.open('h1')
  return desk
}

beforeEach(forgetCalls)

describe('taking the money', () => {
  it('takes the exact sum when nothing is typed, as Rust wrote it', async () => {
    const desk = await atTill()
    answer('quote', (r) => bill({ tendered: r.tendered, change: '0.00' }))
    answer('take_payment', RECEIPT)
    await desk.submitTendered()
    expect(desk.stage).toBe('confirm')
    await desk.take()
    expect(askedFor('take_payment')).toEqual([
      { payment_id: 'pay-1', household_id: 'h1', left_out: [], in_full: [], brought_in: [], tendered: '800.00', seen_due: '800.00' },
    ])
    expect([desk.stage, desk.receipt?.receipt_no]).toEqual(['receipt', 'R1'])
  })

  it('pays once however often the key is pressed while the answer is out', async () => {
    const desk = await atTill()
    answer('quote', bill({ tendered: '800.00', change: '0.00' }))
    const slow = later<Receipt>()
    answer('take_payment', () => slow.promise)
    await desk.submitTendered()
    const first = desk.take()
    await desk.take()
    await desk.take()
    slow.come(RECEIPT)
    await first
    await desk.take()
    expect(askedFor('take_payment')).toHaveLength(1)
  })

  it('keeps the same payment id when it has to be tried again', async () => {
    const desk = await atTill()
    answer('quote', bill({ tendered: '800.00', change: '0.00' }))
    answer('take_payment', () => Promise.reject(refusal('E-COR-7')))
    await desk.submitTendered()
    await desk.take()
    expect([desk.stage, desk.taking.error?.code]).toEqual(['confirm', 'E-COR-7'])
    answer('take_payment', RECEIPT)
    await desk.take()
    expect(askedFor('take_payment').map((r) => (r as { payment_id: string }).payment_id)).toEqual(['pay-1', 'pay-1'])
    expect(desk.stage).toBe('receipt')
  })

  it('goes no further while Rust says something is in the way', async () => {
    const desk = await atTill()
    answer('quote', bill({ tendered: '100.00', blocker: refusal('E-PAY-003') }))
    desk.tendered = '100'
    await desk.submitTendered()
    expect(desk.stage).toBe('till')
    expect(desk.attempted).toBe(true)
    await desk.take()
    expect(askedFor('take_payment')).toEqual([])
  })

  it('asks nobody when what was typed is no sum', async () => {
    const desk = await atTill()
    desk.tendered = '八百'
    await desk.submitTendered()
    expect(desk.tenderedFault).not.toBe('')
    expect(askedFor('quote')).toEqual([])
  })

  it('goes back to the sum when it is changed after the change was shown', async () => {
    const desk = await atTill()
    answer('quote', bill({ tendered: '800.00', change: '0.00' }))
    await desk.submitTendered()
    desk.tendered = '9'
    desk.typedTendered()
    await desk.take()
    expect([desk.stage, askedFor('take_payment').length]).toEqual(['till', 0])
  })

  it('offers no sum while a question is open, nor where nobody pays', async () => {
    const needs = [{ fact: 'first_time', question: '是第一次参保吗？', options: [{ value: 'yes', label: '是' }] }]
    const asking = await atTill(bill({ lines: [line(1, { standing: 'undetermined', included: false, needs }), line(2)], total_due: '400.00', to_take: '400.00' }))
    expect(asking.offered()).toBeNull()
    await asking.submitTendered()
    expect([asking.stage, askedFor('quote')]).toEqual(['till', []])
    expect(asking.tenderedFault).not.toBe('')
    answer('answer_facts', null)
    answer('quote', bill())
    await asking.answerAll()
    expect(asking.offered()).toBe('800.00')
    forgetCalls()
    const nobody = await atTill(bill({ lines: [line(1, { standing: 'paid', included: false })], total_due: '0.00', to_take: null }))
    expect(nobody.offered()).toBeNull()
    answer('quote', bill({ to_take: null, total_due: '0.00', blocker: refusal('E-PAY-001') }))
    await nobody.submitTendered()
    expect(askedFor('quote')).toMatchObject([{ tendered: null }])
    expect([nobody.stage, nobody.attempted]).toEqual(['till', true])
    const free = await atTill(bill({ total_due: '0.00', to_take: '0.00' }))
    expect(free.offered()).toBe('0.00')
  })

  it('shows a refusal of the quote and stays', async () => {
    const desk = await atTill()
    answer('quote', () => Promise.reject(refusal('E-SES-1')))
    await desk.submitTendered()
    expect([desk.stage, desk.quoteError?.code, desk.quoting]).toEqual(['till', 'E-SES-1', false])
  })

  it('stays at the search when the household cannot be opened', async () => {
    answer('open_collect', () => Promise.reject(refusal('E-HH-1')))
    const desk = newCollectDesk()
    await desk.open('h1')
    expect([desk.stage, desk.opening.error?.code]).toEqual(['find', 'E-HH-1'])
  })
})

describe('leaving someone out', () => {
  it('asks why, then asks Rust for the new bill', async () => {
    const desk = await atTill()
    answer('quote', bill({ total_due: '400.00' }))
    desk.move(1)
    await desk.toggleLine(REASONS)
    expect(desk.leaving?.name).toBe('人2')
    expect(askedFor('quote')).toEqual([])
    await desk.confirmLeaving(REASONS)
    expect(askedFor('quote')).toEqual([
      { payment_id: 'pay-1', household_id: 'h1', left_out: [{ person_id: 'p2', reason: 'employee', note: '' }], in_full: [], brought_in: [], tendered: null },
    ])
    expect(desk.bill?.total_due).toBe('400.00')
  })

  it('wants the note that a reason needs', async () => {
    const desk = await atTill()
    answer('quote', bill())
    await desk.toggleLine(REASONS)
    desk.leaving!.reason = 'elsewhere'
    await desk.confirmLeaving(REASONS)
    expect(desk.leaving?.fault).not.toBe('')
    desk.leaving!.note = '  合肥  '
    await desk.confirmLeaving(REASONS)
    expect(desk.left_out).toEqual([{ person_id: 'p1', reason: 'elsewhere', note: '合肥' }])
  })

  it('offers the township\'s approval where the reason alone is not enough, with a word of the visits', async () => {
    const own: LeaveOutReason[] = [{ code: 'refused', label: '本人不愿参保', lawful: false, needs_note: false, proof: '' }, ...REASONS]
    const desk = await atTill(bill({ leaving_out: 'lawful_reason' }))
    answer('quote', bill())
    await desk.toggleLine(own)
    expect(desk.wantsApproval(own)).toBe(true)
    desk.leaving!.approval_no = ' 青医保〔2023〕3号 '
    await desk.confirmLeaving(own)
    expect(desk.leaving?.fault).not.toBe('')
    desk.leaving!.note = '11月2日上门'
    await desk.confirmLeaving(own)
    expect(desk.left_out).toEqual([{ person_id: 'p1', reason: 'refused', note: '11月2日上门', approval_no: '青医保〔2023〕3号' }])
    await desk.toggleLine(own)
    await desk.toggleLine(own)
    desk.leaving!.approval_no = '青医保〔2023〕3号'
    desk.leaving!.reason = 'employee'
    expect(desk.wantsApproval(own)).toBe(false)
    await desk.confirmLeaving(own)
    expect(desk.left_out).toEqual([{ person_id: 'p1', reason: 'employee', note: '' }])
  })

  it('brings the person back with the same key', async () => {
    const desk = await atTill()
    answer('quote', bill())
    await desk.toggleLine(REASONS)
    await desk.confirmLeaving(REASONS)
    await desk.toggleLine(REASONS)
    expect([desk.left_out, desk.leaving]).toEqual([[], null])
  })

  it('has nothing to ask about someone who owes nothing here', async () => {
    const desk = await atTill(bill({ lines: [line(1, { standing: 'paid', included: false })] }))
    await desk.toggleLine(REASONS)
    expect(desk.leaving).toBeNull()
  })

  it('makes the clerk say yes again after the bill has changed', async () => {
    const desk = await atTill()
    answer('quote', (r) => bill({ tendered: r.tendered, change: r.tendered ? '0.00' : null }))
    await desk.submitTendered()
    expect(desk.stage).toBe('confirm')
    await desk.toggleLine(REASONS)
    await desk.confirmLeaving(REASONS)
    expect(desk.stage).toBe('till')
  })
})

describe('someone recorded as excused', () => {
  it('is asked about before his money is taken, and the same key takes that back', async () => {
    const desk = await atTill(bill({ lines: [line(1, { standing: 'exempt', included: false, left_out_reason: '已参加职工医保' })] }))
    answer('quote', bill())
    await desk.toggleLine(REASONS)
    expect([desk.bringing?.reason, desk.leaving, askedFor('quote').length]).toEqual(['已参加职工医保', null, 0])
    await desk.confirmBringing()
    expect(askedFor('quote')[0]).toMatchObject({ left_out: [], brought_in: ['p1'] })
    await desk.toggleLine(REASONS)
    expect(askedFor('quote')[1]).toMatchObject({ brought_in: [] })
  })

  it('takes a wrong mark of having paid elsewhere back, once that was confirmed', async () => {
    const desk = await atTill(bill({ lines: [line(1, { standing: 'paid_elsewhere', included: false, left_out_reason: '已在别处缴费' })] }))
    answer('quote', bill())
    answer('clear_enrolment', null)
    await desk.toggleLine(REASONS)
    expect([desk.bringing?.reason, asked.map((a) => a.name)]).toEqual(['已在别处缴费', ['open_collect']])
    await desk.confirmBringing()
    expect(asked.map((a) => a.name)).toEqual(['open_collect', 'clear_enrolment', 'quote'])
    expect(askedFor('quote')[0]).toMatchObject({ brought_in: [] })
  })
})

describe('a category in doubt', () => {
  it('lets him pay in full, and only him', async () => {
    const desk = await atTill(bill({ lines: [line(1), line(2, { can_pay_in_full: true })] }))
    answer('quote', bill({ lines: [line(1), line(2, { can_pay_in_full: true, pays_in_full: true })] }))
    await desk.toggleInFull()
    expect(askedFor('quote')).toEqual([])
    desk.move(1)
    await desk.toggleInFull()
    await desk.toggleInFull()
    expect(askedFor('quote').map((r) => (r as { in_full: string[] }).in_full)).toEqual([['p2'], []])
  })
})

describe('open questions', () => {
  const need = { fact: 'previous_year_insurance', question: '去年参保了吗？', options: [{ value: 'normal', label: '参保了' }, { value: 'none', label: '没有' }] }

  it('asks one question once for all whom it concerns, and one key answers it', async () => {
    const desk = await atTill(bill({ lines: [line(1, { needs: [need] }), line(2), line(3, { needs: [need] })] }))
    expect(desk.needs().map((g) => [g.fact, g.people.map((p) => p.name)])).toEqual([['previous_year_insurance', ['人1', '人3']]])
    answer('answer_facts', {})
    answer('quote', bill())
    await desk.answerAll()
    expect(askedFor('answer_facts')).toEqual([{ person_ids: ['p1', 'p3'], fact: 'previous_year_insurance', value: 'normal', levy_year: 2026 }])
    expect(desk.needs()).toEqual([])
  })

  const paper = {
    fact: 'paper_seen',
    question: '户口簿、身份证，带了哪一样？',
    options: [{ value: 'household_register', label: '带了户口簿' }, { value: 'none', label: '都没有带' }],
  }

  it('says for the whole household that a paper was seen, with one key', async () => {
    const desk = await atTill(bill({ lines: [line(1, { needs: [paper] }), line(2, { needs: [paper] })] }))
    expect(desk.needs().map(whose)).toEqual(['全家 2 人都：'])
    answer('answer_facts', {})
    answer('quote', bill())
    await desk.answerAll()
    expect(askedFor('answer_facts')).toEqual([{ person_ids: ['p1', 'p2'], fact: 'paper_seen', value: 'household_register', levy_year: 2026 }])
  })

  it('does not put a question again on the same form to someone who has no paper, but on the next', async () => {
    const open = bill({ lines: [line(1), line(2, { needs: [paper], included: false, standing: 'refused' })] })
    const desk = await atTill(open)
    answer('answer_facts', {})
    answer('quote', open)
    expect(desk.needs().map(whose)).toEqual(['人2：'])
    await desk.answer('paper_seen', ['p2'], 'none')
    expect(desk.needs()).toEqual([])
    await desk.open('h1')
    expect(desk.needs()).toHaveLength(1)
  })

  it('keeps questions with other answers apart', async () => {
    const other = { ...paper, options: [{ value: 'residence_permit', label: '带了居住证' }] }
    const desk = await atTill(bill({ lines: [line(1, { needs: [paper] }), line(2, { needs: [other] })] }))
    expect(desk.needs().map((g) => g.people.map((p) => p.name))).toEqual([['人1'], ['人2']])
  })

  it('keeps the question when the answer could not be kept', async () => {
    const desk = await atTill(bill({ lines: [line(1, { needs: [need] })] }))
    answer('answer_facts', () => Promise.reject(refusal('E-COR-1')))
    await desk.answerAll()
    expect([desk.needs().length, desk.answering.error?.code]).toEqual([1, 'E-COR-1'])
  })
})

it('says what must be seen while the money is taken once, with the name where it is not said of all', () => {
  const special = '请打印《专用票据》。'
  const lines = [line(1), line(2, { till_notes: [special] }), line(3, { till_notes: ['家里还有人没有缴。'], included: false })]
  expect(tillNotes(bill({ lines }))).toEqual([`人2：${special}`])
  expect(tillNotes(bill({ lines: [line(1, { till_notes: [special] }), line(2, { till_notes: [special] })] }))).toEqual([special])
})

describe('an older answer never overwrites a newer one', () => {
  it('drops the bill of a household that was left', async () => {
    const desk = await atTill()
    const slow = later<Bill>()
    answer('quote', () => slow.promise)
    const pending = desk.submitTendered()
    desk.leave()
    slow.come(bill({ tendered: '800.00', change: '0.00' }))
    await pending
    expect([desk.stage, desk.bill]).toEqual(['find', null])
  })
})

it('shows a category only when asked, for one person, and forgets it on the next', async () => {
  const desk = await atTill()
  answer('reveal_categories', [{ code: 'x', label: '低保对象', grade: null, subtype: null, designated_on: null, designated_by: 'in_area', ended_on: null, source: '民政局名单' }])
  expect(asked.map((a) => a.name)).toEqual(['open_collect'])
  await desk.reveal()
  expect(desk.revealed).toEqual({ person_id: 'p1', words: '低保对象（民政局名单）' })
  desk.move(1)
  expect(desk.revealed).toBeNull()
})

describe('the question at the till', () => {
  beforeEach(() => forgetCalls())

  it('is put once a household, and the answer goes with the quote and the payment', async () => {
    answer('open_collect', bill({ asks_paid: true, paid_list_on: '2025-11-05', paid_list_age_days: 7 }))
    answer('quote', (r) => bill({ asks_paid: true, paid_list_on: '2025-11-05', tendered: r.tendered, change: r.tendered === null ? null : '0.00' }))
    const desk = newCollectDesk()
    await desk.open('h1')
    expect(desk.asksPaid()).toBe(true)
    await desk.confirmAsked()
    expect(desk.asksPaid()).toBe(false)
    expect(askedFor('quote').at(-1)).toMatchObject({ asked_paid: true })
    await desk.submitTendered()
    answer('take_payment', {} as Receipt)
    await desk.take()
    expect(askedFor('take_payment').at(-1)).toMatchObject({ asked_paid: true })
    await desk.open('h1')
    expect(desk.asksPaid()).toBe(true)
  })

  it('is not put where there is no list', async () => {
    answer('open_collect', bill())
    const desk = newCollectDesk()
    await desk.open('h1')
    expect(desk.asksPaid()).toBe(false)
  })

  it('shows the other sum until it was seen', async () => {
    const one = { person_id: 'p1', name: '人1', ours: '400.00', theirs: '40.00', why: '', article: '', list_date: '2025-11-05', blocks: true }
    answer('open_collect', bill({ sum_differences: [one, { ...one, person_id: 'p2', blocks: false }] }))
    answer('quote', bill({ sum_differences: [one] }))
    const desk = newCollectDesk()
    await desk.open('h1')
    expect(desk.openDifferences().map((d) => d.person_id)).toEqual(['p1'])
    await desk.confirmOfficial()
    expect(desk.openDifferences()).toEqual([])
    expect(askedFor('quote').at(-1)).toMatchObject({ seen_official: true })
  })

  it('takes a wrong mark away in the form of another year, for that year', async () => {
    answer('open_collect', bill({ levy_year: 2027, lines: [line(1, { standing: 'paid_elsewhere', included: false, standing_words: '自己缴了' }), line(2)] }))
    answer('quote', bill())
    answer('clear_enrolment', null)
    const desk = newCollectDesk()
    await desk.open('h1', 2027)
    desk.cursor = 0
    await desk.toggleLine(REASONS)
    expect(desk.bringing).toMatchObject({ wrongMark: true })
    await desk.confirmBringing()
    expect(askedFor('clear_enrolment')).toEqual([{ person_id: 'p1', levy_year: 2027 }])
    expect(askedFor('quote').at(-1)).toMatchObject({ levy_year: 2027 })
  })

  it('takes a mark of a list away only with a reason', async () => {
    answer('open_collect', bill({ lines: [line(1, { standing: 'paid_elsewhere', included: false, standing_words: '名单' }), line(2)] }))
    answer('quote', bill())
    answer('clear_enrolment', () => {
      throw refusal('E-OFF-011')
    })
    answer('clear_paid_mark', null)
    const desk = newCollectDesk()
    await desk.open('h1')
    desk.cursor = 0
    await desk.toggleLine(REASONS)
    await desk.confirmBringing()
    expect(desk.bringing).toMatchObject({ byList: true })
    await desk.confirmBringing()
    expect(askedFor('clear_paid_mark')).toEqual([])
    if (desk.bringing) desk.bringing.why = '看过记录'
    await desk.confirmBringing()
    expect(askedFor('clear_paid_mark')).toEqual([{ person_id: 'p1', reason: '看过记录' }])
    expect(desk.bringing).toBeNull()
  })
})
