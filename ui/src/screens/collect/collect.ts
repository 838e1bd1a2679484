// Taking the money of one household. The screen holds what the clerk has said so far (who is left out, what was
// handed over) and Rust answers with the bill after each change; no sum is made here. The payment id was given by
// Rust when the form opened and stays the same until the money is taken, so a second press cannot pay twice.

import { reactive } from 'vue'
import { call, commandError } from '@/ipc/call'
import type { Bill, CollectLine, CommandError, LeaveOutReason, LeftOut, Need, OfficialDifference, OrderRequest, Receipt } from '@/ipc/types'
import { newBeside, type Beside } from './beside'
import { typedAmount } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

/** find a household → see the bill → say yes to the change → the receipt. */
export type Stage = 'find' | 'till' | 'confirm' | 'receipt'

/** One question and everyone in the household whom it concerns. */
export interface NeedGroup {
  key: string
  fact: string
  question: string
  options: Need['options']
  people: { person_id: string; member_no: number; name: string }[]
  /** It concerns everyone of the household. */
  whole: boolean
}

export interface LeavingOut {
  person_id: string
  name: string
  reason: string
  note: string
  /** The township's approval, where only a lawful reason counts and this is none. */
  approval_no: string
  fault: string
}

export interface CollectDesk {
  stage: Stage
  bill: Bill | null
  receipt: Receipt | null
  left_out: LeftOut[]
  /** Persons who pay in full although their category is in doubt. */
  in_full: string[]
  /** Questions that were answered on this form, as `person fact`: an answer like 没有带 leaves the question open in
   * Rust, but it is not put to him again until the form is opened anew. */
  asked: string[]
  /** Persons who pay although they are recorded as excused (insured elsewhere, away as a soldier, …). */
  brought_in: string[]
  /** Asked before taking money from someone who is recorded as excused, or (a wrong mark) as paid elsewhere. */
  bringing: { person_id: string; name: string; reason: string; wrongMark: boolean; byList: boolean; why: string } | null
  /** The payer was asked whether he has paid elsewhere since the newest list, and has not. */
  asked_paid: boolean
  /** The clerk has seen that the tax office asks another sum. */
  seen_official: boolean
  /** Another year of cover than the one that is collected for; `null` = that one. */
  levy_year: number | null
  /** What is beside the cash on the table: telephone, pre-printed receipt, collective aid, paper book. */
  beside: Beside
  tendered: string
  tenderedFault: string
  /** The clerk has pressed Enter on the sum: only from then on does a blocker show. */
  attempted: boolean
  cursor: number
  whyOpen: boolean
  leaving: LeavingOut | null
  /** Category words of the one person whose category was asked for. */
  revealed: { person_id: string; words: string } | null
  quoting: boolean
  quoteError: CommandError | null
  opening: Task
  taking: Task
  answering: Task
  open: (household_id: string, levy_year?: number) => Promise<void>
  /** Other years that the household can pay for at this table, as Rust says. */
  otherYears: () => number[]
  openOtherYear: (levy_year: number) => Promise<void>
  /** Cash instead of the telephone, or the telephone instead of cash. */
  toggleScan: () => Promise<void>
  /** The bill as it stands with what was said beside the cash. */
  besideChanged: () => Promise<void>
  leave: () => void
  move: (by: 1 | -1) => void
  line: () => CollectLine | null
  needs: () => NeedGroup[]
  /** The sum that is offered as exact; `null` while a question is open or nobody pays. */
  offered: () => string | null
  toggleLine: (reasons: LeaveOutReason[]) => Promise<void>
  confirmBringing: () => Promise<void>
  toggleInFull: () => Promise<void>
  /** The reason that is chosen now counts only with the township's approval. */
  wantsApproval: (reasons: LeaveOutReason[]) => boolean
  confirmLeaving: (reasons: LeaveOutReason[]) => Promise<void>
  /** The list of those who have paid is older than this session: the payer has to be asked. */
  asksPaid: () => boolean
  confirmAsked: () => Promise<void>
  /** Somebody of the household has paid elsewhere: who, and how it is known. */
  paidAlready: (reasons: LeaveOutReason[]) => void
  /** Of whom the tax office asks another sum, and it was not seen yet. */
  openDifferences: () => OfficialDifference[]
  confirmOfficial: () => Promise<void>
  answer: (fact: string, person_ids: string[], value: string) => Promise<void>
  answerAll: () => Promise<void>
  typedTendered: () => void
  submitTendered: () => Promise<void>
  take: () => Promise<void>
  reveal: () => Promise<void>
}

export function newCollectDesk(): CollectDesk {
  let asked = 0

  const desk: CollectDesk = reactive({
    ...closed(),
    beside: newBeside(),
    opening: newTask(),
    taking: newTask(),
    answering: newTask(),

    async open(household_id: string, levy_year?: number) {
      const year = levy_year === undefined ? {} : { levy_year }
      const bill = await desk.opening.run('正在核定这一户', () => call('open_collect', { household_id, ...year }))
      if (!bill) return
      asked += 1
      Object.assign(desk, closed())
      desk.beside.clear(bill)
      desk.levy_year = levy_year ?? null
      desk.taking.clear()
      desk.answering.clear()
      desk.bill = bill
      desk.stage = 'till'
      desk.cursor = Math.max(0, bill.lines.findIndex((line) => line.included))
    },

    otherYears() {
      return desk.bill?.other_years ?? []
    },

    async openOtherYear(levy_year: number) {
      const bill = desk.bill
      if (!bill || desk.taking.busy || !desk.otherYears().includes(levy_year)) return
      await desk.open(bill.household_id, levy_year)
    },

    async toggleScan() {
      if (!desk.bill || desk.taking.busy) return
      desk.beside.scan = !desk.beside.scan
      desk.attempted = false
      desk.tenderedFault = ''
      await requote()
    },

    async besideChanged() {
      if (desk.taking.busy) return
      await requote()
    },

    leave() {
      asked += 1
      Object.assign(desk, closed())
      desk.beside.clear(null)
      desk.taking.clear()
      desk.answering.clear()
      desk.opening.clear()
    },

    move(by: 1 | -1) {
      const last = (desk.bill?.lines.length ?? 1) - 1
      desk.cursor = Math.max(0, Math.min(last, desk.cursor + by))
      desk.revealed = null
    },

    line() {
      return desk.bill?.lines[desk.cursor] ?? null
    },

    needs() {
      return groupNeeds(desk.bill, desk.asked)
    },

    offered() {
      return desk.needs().length > 0 ? null : (desk.bill?.to_take ?? null)
    },

    async toggleLine(reasons: LeaveOutReason[]) {
      const line = desk.line()
      if (!line || desk.taking.busy) return
      if (desk.left_out.some((l) => l.person_id === line.person_id)) {
        desk.left_out = desk.left_out.filter((l) => l.person_id !== line.person_id)
        await requote()
        return
      }
      if (desk.brought_in.includes(line.person_id)) {
        desk.brought_in = desk.brought_in.filter((id) => id !== line.person_id)
        await requote()
        return
      }
      // Taking cash from someone who has paid elsewhere is the commonest harm: ask first.
      if (!line.included && (line.standing === 'exempt' || line.standing === 'paid_elsewhere')) {
        const { person_id, name, standing, standing_words, left_out_reason } = line
        desk.bringing = { person_id, name, reason: left_out_reason || standing_words, wrongMark: standing === 'paid_elsewhere', byList: false, why: '' }
        return
      }
      // Who owes nothing here (paid, referred) is not in the bill: there is nothing to leave out.
      if (!line.included && line.standing !== 'undetermined') return
      desk.leaving = { person_id: line.person_id, name: line.name, reason: reasons[0]?.code ?? '', note: '', approval_no: '', fault: '' }
    },

    async confirmBringing() {
      const bringing = desk.bringing
      if (!bringing) return
      if (bringing.byList && bringing.why.trim() === '') return
      desk.bringing = null
      if (bringing.wrongMark) {
        const { person_id } = bringing
        const reason = bringing.why.trim()
        await desk.answering.run('正在改正登记', async () => {
          const year = desk.levy_year === null ? {} : { levy_year: desk.levy_year }
          await (reason === '' ? call('clear_enrolment', { person_id, ...year }) : call('clear_paid_mark', { person_id, reason, ...year }))
          await requote()
        })
        // A mark that a list set goes only with a reason: Rust says so, and the question is put once more.
        if (desk.answering.error?.code === 'E-OFF-011') {
          desk.answering.clear()
          desk.bringing = { ...bringing, byList: true }
        }
        return
      }
      desk.brought_in = [...desk.brought_in, bringing.person_id]
      await requote()
    },

    async toggleInFull() {
      const line = desk.line()
      if (!line || desk.taking.busy || !(line.can_pay_in_full || line.pays_in_full)) return
      desk.in_full = desk.in_full.includes(line.person_id)
        ? desk.in_full.filter((id) => id !== line.person_id)
        : [...desk.in_full, line.person_id]
      await requote()
    },

    wantsApproval(reasons: LeaveOutReason[]) {
      const reason = reasons.find((r) => r.code === desk.leaving?.reason)
      return desk.bill?.leaving_out === 'lawful_reason' && reason !== undefined && !reason.lawful
    },

    async confirmLeaving(reasons: LeaveOutReason[]) {
      const leaving = desk.leaving
      if (!leaving) return
      const reason = reasons.find((r) => r.code === leaving.reason)
      const approval_no = desk.wantsApproval(reasons) ? leaving.approval_no.trim() : ''
      if (!reason) leaving.fault = '请选一个原因。'
      else if (reason.needs_note && leaving.note.trim() === '') leaving.fault = '选这个原因要写明情况，例如在哪里参保、凭什么证明。'
      else if (approval_no !== '' && leaving.note.trim() === '') leaving.fault = '有乡镇批准的，还要写明谁、哪天上门动员过，本人怎么说。'
      else {
        desk.left_out = [
          ...desk.left_out.filter((l) => l.person_id !== leaving.person_id),
          { person_id: leaving.person_id, reason: leaving.reason, note: leaving.note.trim(), ...(approval_no === '' ? {} : { approval_no }) },
        ]
        desk.leaving = null
        await requote()
      }
    },

    asksPaid() {
      return desk.bill?.asks_paid === true && !desk.asked_paid
    },

    async confirmAsked() {
      if (!desk.asksPaid()) return
      desk.asked_paid = true
      await requote()
    },

    paidAlready(reasons: LeaveOutReason[]) {
      const line = desk.line()
      const reason = reasons.find((r) => r.code === 'paid_elsewhere') ?? reasons[0]
      if (!line?.included || desk.taking.busy) return
      desk.leaving = { person_id: line.person_id, name: line.name, reason: reason?.code ?? '', note: '', approval_no: '', fault: '' }
    },

    openDifferences() {
      return desk.seen_official ? [] : (desk.bill?.sum_differences ?? []).filter((one) => one.blocks)
    },

    async confirmOfficial() {
      if (desk.openDifferences().length === 0) return
      desk.seen_official = true
      await requote()
    },

    async answer(fact: string, person_ids: string[], value: string) {
      await desk.answering.run('正在记下回答', async () => {
        const year = desk.bill ? { levy_year: desk.bill.levy_year } : {}
        await call('answer_facts', { person_ids, fact, value, ...year })
        desk.asked = [...desk.asked, ...person_ids.map((id) => `${id} ${fact}`)]
        await requote()
      })
    },

    async answerAll() {
      const [group] = desk.needs()
      const first = group?.options[0]
      if (group && first) {
        await desk.answer(group.fact, group.people.map((p) => p.person_id), first.value)
      }
    },

    typedTendered() {
      desk.tenderedFault = ''
      if (desk.stage === 'confirm') desk.stage = 'till'
    },

    async submitTendered() {
      const bill = desk.bill
      if (!bill || desk.taking.busy || (desk.stage !== 'till' && desk.stage !== 'confirm')) return
      desk.attempted = true
      // Nothing typed means: exactly what is due, as Rust wrote it. Where there is no sum yet, Rust says why.
      const exact = desk.beside.scan || desk.tendered.trim() === ''
      if (exact && desk.needs().length > 0) {
        desk.tenderedFault = '请先把上面的问题问清楚，再收钱。'
        return
      }
      const tendered = exact ? bill.to_take : typedAmount(desk.tendered)
      if (exact && tendered === null) {
        await requote()
        return
      }
      if (tendered === null) {
        desk.tenderedFault = '请填收到多少钱，例如 1600。正好就什么都不填，直接按回车。'
        return
      }
      await requote(tendered)
      const now = desk.bill
      if (now && !desk.quoteError && !desk.quoting && !now.blocker && now.change !== null) desk.stage = 'confirm'
    },

    async take() {
      const bill = desk.bill
      if (desk.stage !== 'confirm' || !bill || bill.tendered === null || desk.quoting || bill.blocker) return
      const tendered = bill.tendered
      const receipt = await desk.taking.run('正在记账、编收据号', () =>
        call('take_payment', { ...order(bill), tendered, seen_due: bill.total_due }),
      )
      if (!receipt) return
      desk.receipt = receipt
      desk.stage = 'receipt'
    },

    async reveal() {
      const line = desk.line()
      if (!line) return
      if (desk.revealed?.person_id === line.person_id) {
        desk.revealed = null
        return
      }
      const categories = await desk.answering.run('正在查看人员类别', () =>
        call('reveal_categories', { person_id: line.person_id }),
      )
      if (!categories) return
      const words = categories.map((c) => `${c.label}${c.grade ? ` ${c.grade}` : ''}（${c.source}）`).join('；')
      desk.revealed = { person_id: line.person_id, words: words || '没有登记人员类别' }
    },
  }) as CollectDesk

  /** What is ordered, without the cash: what was not said is not sent. */
  function order(bill: Bill): OrderRequest {
    return {
      payment_id: bill.payment_id,
      household_id: bill.household_id,
      left_out: desk.left_out,
      in_full: desk.in_full,
      brought_in: desk.brought_in,
      ...(desk.asked_paid ? { asked_paid: true } : {}),
      ...(desk.seen_official ? { seen_official: true } : {}),
      ...(desk.levy_year === null ? {} : { levy_year: desk.levy_year }),
      ...desk.beside.ordered(desk.left_out.map((left) => left.person_id)),
    }
  }

  /** Asks Rust for the bill as things stand now; an older answer never overwrites a newer one. */
  async function requote(tendered: string | null = null): Promise<void> {
    const bill = desk.bill
    if (!bill) return
    asked += 1
    const mine = asked
    desk.quoting = true
    desk.quoteError = null
    if (tendered === null) desk.stage = 'till'
    try {
      const quoted = await call('quote', { ...order(bill), tendered })
      if (mine === asked) desk.bill = quoted
    } catch (thrown) {
      if (mine === asked) desk.quoteError = commandError(thrown)
    } finally {
      if (mine === asked) desk.quoting = false
    }
  }
  return desk
}

/** The open questions of a bill, one group a question with its answers, in the order of the lines. */
export function groupNeeds(bill: Bill | null, asked: string[] = []): NeedGroup[] {
  const groups: NeedGroup[] = []
  const lines = bill?.lines ?? []
  for (const line of lines) {
    for (const need of line.needs) {
      if (asked.includes(`${line.person_id} ${need.fact}`)) continue
      const key = [need.fact, ...need.options.map((option) => option.value)].join(' ')
      let group = groups.find((g) => g.key === key)
      if (!group) {
        group = { key, fact: need.fact, question: need.question, options: need.options, people: [], whole: false }
        groups.push(group)
      }
      group.people.push({ person_id: line.person_id, member_no: line.member_no, name: line.name })
      group.whole = group.people.length === lines.length
    }
  }
  return groups
}

/** What must be seen while the money is taken, each once, with the names where it is not said of all who pay. */
export function tillNotes(bill: Bill | null): string[] {
  const paying = (bill?.lines ?? []).filter((line) => line.included)
  const words = [...new Set(paying.flatMap((line) => line.till_notes))]
  return words.map((note) => {
    const who = paying.filter((line) => line.till_notes.includes(note))
    return who.length === paying.length ? note : `${who.map((line) => line.name).join('、')}：${note}`
  })
}

/** Whom an answer is given for. */
export function whose(group: NeedGroup): string {
  const [first] = group.people
  if (group.people.length === 1) return `${first?.name ?? ''}：`
  return group.whole ? `全家 ${group.people.length} 人都：` : `${group.people.length} 人都：`
}

function closed() {
  return {
    stage: 'find' as Stage,
    bill: null as Bill | null,
    receipt: null as Receipt | null,
    left_out: [] as LeftOut[],
    in_full: [] as string[],
    asked: [] as string[],
    brought_in: [] as string[],
    bringing: null as CollectDesk['bringing'],
    asked_paid: false,
    seen_official: false,
    levy_year: null as number | null,
    tendered: '',
    tenderedFault: '',
    attempted: false,
    cursor: 0,
    whyOpen: false,
    leaving: null as LeavingOut | null,
    revealed: null as CollectDesk['revealed'],
    quoting: false,
    quoteError: null as CommandError | null,
  }
}
