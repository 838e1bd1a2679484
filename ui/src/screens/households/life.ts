// What happens to a household over the year: who goes where, on the day of the paper, and what everybody is to the
// head afterwards. Relations come proposed from Rust: sure ones are filled in, the usual case is filled in and marked,
// the rest is asked. Nothing is written before the clerk has seen what it will do.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CodeItem, Household, HouseholdRow, LifeDone, LifeRequest, Member, MemberInput, RelationProposal } from '@/ipc/types'
import { typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export type LifeKind = LifeRequest['kind']

export const KINDS: { code: LifeKind; label: string; help: string }[] = [
  { code: 'split', label: '分户', help: '一些人从这一户分出来，另立一户。' },
  { code: 'merge', label: '并户', help: '这一户的人全部并到另一户。' },
  { code: 'marriage', label: '婚嫁转户', help: '本村人结婚或离婚，转到本村另一户。' },
  { code: 'adoption', label: '收养转户', help: '孩子由本村另一户收养。' },
  { code: 'move', label: '其他转户', help: '因为别的原因转到本村另一户。' },
  { code: 'head', label: '换户主', help: '户主换人，大家与户主的关系跟着变。' },
  { code: 'birth', label: '出生', help: '孩子生下来，凭出生证登记；有了身份证号以后再补。' },
  { code: 'death', label: '去世', help: '记录留着，以后不用再缴。' },
  { code: 'leave', label: '户口迁出', help: '迁到外村外地，记录留着。' },
  { code: 'return', label: '迁回', help: '迁出的人又迁回来。' },
  { code: 'move_in', label: '迁入', help: '外村外地的人迁到这一户。' },
]
/** What can happen where there is no household yet. */
const NEW_KINDS: typeof KINDS = [{ code: 'move_in', label: '迁入，另立一户', help: '外村外地的一家人迁来，立一个新户。' }]

const HEAD = '02'
const GOING: LifeKind[] = ['split', 'marriage', 'adoption', 'move', 'leave', 'death']
const JOINING: LifeKind[] = ['merge', 'marriage', 'adoption', 'move']

export interface Related {
  person_id: string
  name: string
  code: string
  /** False = the usual case, or not said yet: the clerk looks at it. */
  sure: boolean
}

export interface Newcomer {
  name: string
  certificate_type: string
  certno: string
  sex: string
  birth: string
  nation: string
  relation: string
  phone: string
}

export interface LifeDesk {
  household: Household | null
  /** There is no household yet: those who come make one. */
  isNew: boolean
  kind: LifeKind
  chosen: string[]
  head: string
  relations: Related[]
  next_head: string
  next_relations: Related[]
  into: HouseholdRow | null
  into_text: string
  found: HouseholdRow[]
  hh_no: string
  village_group: string
  address: string
  newcomers: Newcomer[]
  happened_on: string
  paper: string
  paper_no: string
  note: string
  same_person_confirmed: boolean
  faults: { people?: string; head?: string; next_head?: string; into?: string; day?: string; relations?: string; newcomer?: string }
  preview: LifeDone | null
  task: Task
  load: (id: string, kind: string) => Promise<void>
  kinds: () => typeof KINDS
  setKind: (kind: LifeKind) => void
  /** Who can be chosen for this kind of act. */
  choices: () => Member[]
  toggle: (person: string) => Promise<void>
  goers: () => Member[]
  stayers: () => Member[]
  asksPeople: () => boolean
  asksOne: () => boolean
  asksHead: () => boolean
  asksInto: () => boolean
  asksNextHead: () => boolean
  asksNewcomer: () => boolean
  /** Where a new household is to stand. */
  asksPlace: () => boolean
  addNewcomer: () => void
  removeNewcomer: (at: number) => void
  /** Nobody is there yet, so one of those who come is the head. */
  headComes: () => boolean
  heads: () => Member[]
  setHead: (person: string) => Promise<void>
  setNextHead: (person: string) => Promise<void>
  findInto: () => Promise<void>
  setInto: (row: HouseholdRow) => Promise<void>
  said: (related: Related) => Promise<void>
  look: () => Promise<boolean>
  record: () => Promise<LifeDone | null>
}

function related(members: Member[], proposals: RelationProposal[]): Related[] {
  return members.map((member) => {
    const proposal = proposals.find((p) => p.person_id === member.person_id)
    return {
      person_id: member.person_id,
      name: member.name,
      code: proposal?.relation ?? '',
      sure: proposal?.is_sure ?? false,
    }
  })
}

function emptyNewcomer(relation = ''): Newcomer {
  return { name: '', certificate_type: '01', certno: '', sex: '', birth: '', nation: '01', relation, phone: '' }
}

export function newLifeDesk(): LifeDesk {
  const desk: LifeDesk = reactive({
    household: null,
    isNew: false,
    kind: 'split' as LifeKind,
    chosen: [],
    head: '',
    relations: [],
    next_head: '',
    next_relations: [],
    into: null,
    into_text: '',
    found: [],
    hh_no: '',
    village_group: '',
    address: '',
    newcomers: [emptyNewcomer()],
    happened_on: '',
    paper: '',
    paper_no: '',
    note: '',
    same_person_confirmed: false,
    faults: {},
    preview: null,
    task: newTask(),

    /** Without a household: those who come from outside make one. */
    async load(id: string, kind: string) {
      desk.isNew = id === ''
      if (desk.isNew) {
        desk.household = null
        desk.setKind('move_in')
        return
      }
      const found = await desk.task.run('正在打开这一户', () => call('household', { household_id: id }))
      if (!found) return
      desk.household = found
      desk.setKind(KINDS.find((k) => k.code === kind)?.code ?? 'split')
    },

    kinds: () => (desk.isNew ? NEW_KINDS : KINDS),

    setKind(kind: LifeKind) {
      desk.kind = kind
      desk.chosen = []
      desk.head = ''
      desk.relations = []
      desk.next_head = ''
      desk.next_relations = []
      desk.into = null
      desk.found = []
      desk.faults = {}
      desk.preview = null
      desk.same_person_confirmed = false
      desk.newcomers = [emptyNewcomer(desk.headComes() ? HEAD : '')]
      if (kind === 'birth') desk.newcomers[0]!.certificate_type = 'birth_certificate'
      if (kind === 'merge') desk.relations = related(present(desk), [])
    },

    choices: () => (desk.household?.members ?? []).filter((m) => (desk.kind === 'return' ? m.standing === 'moved' : m.standing === 'present')),

    async toggle(person: string) {
      const on = !desk.chosen.includes(person)
      if (desk.asksOne()) desk.chosen = on ? [person] : []
      else desk.chosen = on ? [...desk.chosen, person] : desk.chosen.filter((id) => id !== person)
      if (desk.head && !desk.chosen.includes(desk.head)) desk.head = ''
      desk.relations = []
      desk.next_head = ''
      desk.next_relations = []
      if (desk.kind === 'split' && desk.chosen.length === 1) await desk.setHead(desk.chosen[0]!)
      else if (desk.kind === 'split' && desk.head) await desk.setHead(desk.head)
      else if (JOINING.includes(desk.kind) || desk.kind === 'return') desk.relations = related(desk.goers(), [])
    },

    goers: () => (desk.kind === 'merge' ? present(desk) : desk.choices().filter((m) => desk.chosen.includes(m.person_id))),
    stayers: () => present(desk).filter((m) => !desk.goers().includes(m)),
    asksPeople: () => GOING.includes(desk.kind) || desk.kind === 'return',
    asksOne: () => desk.kind === 'death' || desk.kind === 'return',
    asksHead: () => desk.kind === 'split' || desk.kind === 'head',
    asksInto: () => JOINING.includes(desk.kind),
    asksNextHead: () =>
      GOING.includes(desk.kind) && desk.stayers().length > 0 && desk.goers().some((m) => m.relation_code === HEAD),
    asksNewcomer: () => desk.kind === 'birth' || desk.kind === 'move_in',
    asksPlace: () => desk.isNew || (desk.kind === 'split' && desk.chosen.length > 0),
    headComes: () => present(desk).length === 0,

    addNewcomer() {
      if (desk.kind === 'move_in') desk.newcomers.push(emptyNewcomer())
    },

    removeNewcomer(at: number) {
      if (desk.newcomers.length > 1) desk.newcomers.splice(at, 1)
    },

    heads: () => (desk.kind === 'head' ? present(desk).filter((m) => m.relation_code !== HEAD) : desk.goers()),

    async setHead(person: string) {
      desk.head = person
      const people = desk.kind === 'head' ? present(desk) : desk.goers()
      const proposals = person ? await propose(desk, people, person) : []
      desk.relations = related(people.filter((m) => m.person_id !== person), proposals)
    },

    async setNextHead(person: string) {
      desk.next_head = person
      const proposals = person ? await propose(desk, desk.stayers(), person) : []
      desk.next_relations = related(desk.stayers().filter((m) => m.person_id !== person), proposals)
    },

    async findInto() {
      const text = desk.into_text.trim()
      desk.into = null
      desk.found = []
      if (text === '') return
      const page = await desk.task.run('正在找户', () => call('search', { text, page: 1 }))
      desk.found = (page?.households ?? []).filter((row) => row.household_id !== desk.household?.household_id).slice(0, 8)
      if (desk.found.length === 1) await desk.setInto(desk.found[0]!)
      else if (desk.found.length === 0) desk.faults.into = '没有找到别的户，换个名字或户号试试。'
    },

    async setInto(row: HouseholdRow) {
      desk.into = row
      delete desk.faults.into
      desk.relations = related(desk.goers(), [])
    },

    /** The first relation that is said leads the others: they follow from what they were to each other. */
    async said(one: Related) {
      one.sure = one.code !== ''
      const into = desk.into
      const others = desk.relations.filter((r) => r.person_id !== one.person_id && (r.code === '' || !r.sure))
      if (!JOINING.includes(desk.kind) || !into || one.code === '' || others.length === 0) return
      const proposals = await desk.task.run('正在推算关系', () =>
        call('life_relations', {
          household_id: desk.household!.household_id,
          people: desk.goers().map((m) => m.person_id),
          head: null,
          into: into.household_id,
          anchor: one.person_id,
          relation: one.code,
        }),
      )
      for (const other of others) {
        const proposal = proposals?.find((p) => p.person_id === other.person_id)
        if (proposal?.relation) Object.assign(other, { code: proposal.relation, sure: proposal.is_sure })
      }
    },

    async look() {
      if (!whole(desk)) return false
      const done = await desk.task.run('正在看会怎样', () => call('life_preview', requestOf(desk)))
      desk.preview = done ?? null
      return done !== undefined
    },

    async record() {
      const done = await desk.task.run('正在登记', () => call('life_record', requestOf(desk)))
      if (!done) desk.preview = null
      return done ?? null
    },
  }) as LifeDesk
  return desk
}

function present(desk: LifeDesk): Member[] {
  return (desk.household?.members ?? []).filter((m) => m.standing === 'present')
}

async function propose(desk: LifeDesk, people: Member[], head: string): Promise<RelationProposal[]> {
  const found = await desk.task.run('正在推算关系', () =>
    call('life_relations', {
      household_id: desk.household!.household_id,
      people: people.map((m) => m.person_id),
      head,
      into: null,
      anchor: null,
      relation: null,
    }),
  )
  return found ?? []
}

/** Marks what is missing; answers whether the act can be looked at. */
function whole(desk: LifeDesk): boolean {
  const faults: LifeDesk['faults'] = {}
  if (desk.asksPeople() && desk.goers().length === 0) faults.people = '请选人：Tab 走到名字上，按空格。'
  if (desk.kind === 'split' && desk.goers().length > 0 && desk.stayers().length === 0) faults.people = '都选上就不是分户了，请至少留一位。'
  if (desk.asksInto() && !desk.into) faults.into = '请先找到要去的那一户。'
  if (desk.asksHead() && desk.head === '') faults.head = '请选户主。'
  if (desk.asksNextHead() && desk.next_head === '') faults.next_head = '户主要走，请选谁接着当户主。'
  const empty = desk.into !== null && desk.into.members.length === 0
  const unsaid = [...desk.relations, ...desk.next_relations].filter((r) => r.code === '')
  if (unsaid.length > 0 && !empty) faults.relations = `请选与户主的关系：${unsaid.map((r) => r.name).join('、')}。`
  if (typedDate(desk.happened_on) === null) faults.day = '请填材料上的日期，例如 20251103。'
  if (desk.asksNewcomer()) {
    const isBare = (n: Newcomer) => n.name.trim() === '' || n.certno.trim() === '' || n.relation === ''
    const heads = desk.newcomers.filter((n) => n.relation === HEAD).length
    if (desk.newcomers.some(isBare)) faults.newcomer = '请填姓名、证件号码，选好与户主的关系。'
    else if (desk.newcomers.some((n) => n.birth.trim() !== '' && typedDate(n.birth) === null)) faults.newcomer = '出生日期请这样填：20251103。'
    else if (desk.headComes() && heads !== 1) faults.newcomer = heads === 0 ? '请选一位户主：把他与户主的关系选成“户主”。' : '户主只能有一位。'
  }
  desk.faults = faults
  return Object.keys(faults).length === 0
}

const saidOf = (relations: Related[]) => relations.filter((r) => r.code !== '').map((r) => ({ person_id: r.person_id, relation: r.code }))

export function requestOf(desk: LifeDesk): LifeRequest {
  return {
    kind: desk.kind,
    household_id: desk.household?.household_id ?? null,
    people: desk.goers().map((m) => m.person_id),
    into: desk.into?.household_id ?? null,
    hh_no: desk.hh_no.trim(),
    village_group: desk.village_group.trim(),
    address: desk.address.trim(),
    head: desk.head || null,
    relations: saidOf(desk.relations),
    next_head: desk.next_head || null,
    next_relations: saidOf(desk.next_relations),
    members: desk.asksNewcomer() ? desk.newcomers.map((n) => memberOf(desk, n)) : [],
    happened_on: typedDate(desk.happened_on) ?? '',
    paper: desk.paper,
    paper_no: desk.paper_no.trim(),
    note: desk.note.trim(),
    same_person_confirmed: desk.same_person_confirmed,
  }
}

function memberOf(desk: LifeDesk, n: Newcomer): MemberInput {
  const birth = typedDate(n.birth) ?? (desk.kind === 'birth' && n.certificate_type !== '01' ? typedDate(desk.happened_on) : null)
  return {
    person_id: null,
    name: n.name.trim(),
    name_alt: null,
    certificate_type: n.certificate_type,
    certno: n.certno.trim(),
    sex: n.sex || null,
    birth,
    nation: n.nation,
    relation: n.relation,
    hukou: 'in_area',
    residence: 'in_area',
    phone: n.phone.trim(),
    categories: [],
    events: [],
    insurance_current: 'none',
    previous_year: desk.kind === 'birth' ? 'not_applicable' : null,
    migrant_worker: null,
    student: null,
    same_person_confirmed: desk.same_person_confirmed,
  }
}

/** Relations that one can be to a head: not the head himself. */
export function relationItems(relations: CodeItem[]): CodeItem[] {
  return relations.filter((item) => item.code !== '01' && item.code !== HEAD)
}
