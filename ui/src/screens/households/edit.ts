// Registering a household by hand, or changing one. The certificate number is checked by Rust when the clerk
// leaves the field; sex and birth follow from it. What is masked stays masked: a number that was not typed anew and
// categories that were not asked for are sent back as "as they were".

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type {
  CategoryInput,
  CodeTables,
  Household,
  HouseholdLink,
  Member,
  MemberCategory,
  MemberInput,
  Place,
} from '@/ipc/types'
import { halfWidth, typedDate } from '@/shared/format'
import { newTask, type Task } from '@/shared/task'

export interface MemberForm {
  key: number
  person_id: string | null
  name: string
  name_alt: string
  certificate_type: string
  certno: string
  sex: string
  birth: string
  nation: string
  relation: string
  hukou: Place | ''
  residence: Place | ''
  phone: string
  /** null = not shown, so they stay as they were. */
  categories: CategoryForm[] | null
  events: EventForm[]
  insurance_current: MemberInput['insurance_current']
  previous_year: string
  migrant_worker: '' | 'yes' | 'no'
  student_level: string
  student_school: string
  same_person_confirmed: boolean
  /** What Rust said about the number: a refusal, or a warning. */
  certno_words: string
  certno_ok: boolean | null
  /** The number as it is masked in the book, while it has not been typed anew. */
  certno_masked: string
  other_household: HouseholdLink | null
  faults: { name?: string; certno?: string; birth?: string; relation?: string; lists?: string }
  more: boolean
  /** A person with a history stays in the book: only newly typed rows can be taken out here. */
  removable: boolean
}

export interface CategoryForm {
  code: string
  grade: string
  subtype: string
  designated_on: string
  designated_by: Place
}

export interface EventForm {
  type: string
  on: string
  continuous_months: string
}

export interface EditDesk {
  household_id: string | null
  hh_no: string
  village_group: string
  address: string
  groupFault: string
  members: MemberForm[]
  task: Task
  checking: Task
  load: (id: string | null, codes: CodeTables) => Promise<void>
  add: () => void
  remove: (index: number) => void
  revealCategories: (member: MemberForm) => Promise<void>
  checkCertno: (member: MemberForm) => Promise<void>
  save: () => Promise<Household | null>
}

const RESIDENT_ID = '01'

export function newEditDesk(): EditDesk {
  let keys = 0
  let tables: CodeTables | null = null

  const desk: EditDesk = reactive({
    household_id: null,
    hh_no: '',
    village_group: '',
    address: '',
    groupFault: '',
    members: [],
    task: newTask(),
    checking: newTask(),

    async load(id: string | null, codes: CodeTables) {
      tables = codes
      desk.household_id = id
      if (id === null) {
        desk.add()
        return
      }
      const found = await desk.task.run('正在打开这一户', () => call('household', { household_id: id }))
      if (!found) return
      desk.hh_no = found.hh_no
      desk.village_group = found.village_group
      desk.address = found.address
      desk.members = found.members.map((m) => {
        keys += 1
        return formOf(m, keys, codes)
      })
    },

    add() {
      keys += 1
      desk.members.push(emptyMember(keys, desk.members.length === 0 ? headCode(tables) : '', tables))
    },

    remove(index: number) {
      if (desk.members[index]?.removable) desk.members.splice(index, 1)
    },

    /** Categories of one person, to look at and to change; the look is logged. */
    async revealCategories(member: MemberForm) {
      const person_id = member.person_id
      if (!person_id || member.categories !== null) return
      const found = await desk.checking.run('正在查看人员类别', () => call('reveal_categories', { person_id }))
      if (found) member.categories = found.map(categoryForm)
    },

    async checkCertno(member: MemberForm) {
      member.other_household = null
      member.certno_words = ''
      member.certno_ok = null
      const certno = member.certno.trim()
      if (certno === '' || certno === member.certno_masked) return
      const checked = await desk.checking.run('正在核对证件号', () =>
        call('check_certificate', { certificate_type: member.certificate_type, certno }),
      )
      if (!checked || member.certno.trim() !== certno) return
      member.certno_ok = checked.ok
      member.certno_words = checked.words ?? ''
      delete member.faults.certno
      if (checked.other_household && checked.other_household.household_id !== desk.household_id) {
        member.other_household = checked.other_household
      }
      if (!checked.ok) return
      member.certno = checked.normalised
      if (checked.birth) member.birth = checked.birth
      if (checked.sex) member.sex = checked.sex
    },

    async save() {
      if (!whole(desk)) return null
      const saved = await desk.task.run('正在保存这一户', () =>
        call('save_household', {
          household_id: desk.household_id,
          hh_no: desk.hh_no.trim() === '' ? null : desk.hh_no.trim(),
          village_group: desk.village_group.trim(),
          address: desk.address.trim(),
          members: desk.members.map(inputOf),
        }),
      )
      return saved ?? null
    },
  }) as EditDesk
  return desk
}

/** Marks what is missing; answers whether the form can be sent. */
function whole(desk: EditDesk): boolean {
  desk.groupFault = desk.village_group.trim() === '' ? '请填村民组，例如“三组”。' : ''
  for (const m of desk.members) {
    m.faults = {}
    if (m.name.trim() === '') m.faults.name = '请填姓名。'
    if (m.certno.trim() === '') m.faults.certno = '请填证件号码。'
    else if (m.certno_ok === false) m.faults.certno = m.certno_words || '这个号码不对，请对照证件再看一遍。'
    if (m.relation === '') m.faults.relation = '请选与户主的关系。'
    if (m.birth.trim() !== '' && typedDate(m.birth) === null) m.faults.birth = '请这样填：19620315。'
    const badCategory = (m.categories ?? []).some((c) => c.code === '' || (c.designated_on.trim() !== '' && !typedDate(c.designated_on)))
    const badEvent = m.events.some((e) => e.type === '' || !typedDate(e.on))
    if (badCategory) m.faults.lists = '请选好类别；认定日期这样填：20250601，不知道就空着。'
    if (badEvent) m.faults.lists = '请选好是什么事，日期这样填：20250601。'
    if ((m.categories ?? []).some((c) => !isCountOrBlank(c.grade, 1))) m.faults.lists = '等级请只填数字，例如二级填 2；没有等级就空着。'
    if (m.events.some((e) => !isCountOrBlank(e.continuous_months, 3))) m.faults.lists = '连续几个月请只填数字，例如 12；不知道就空着。'
    if (m.faults.lists) m.more = true
  }
  return desk.groupFault === '' && desk.members.every((m) => Object.keys(m.faults).length === 0)
}

/** What is not a figure must not be sent as "not known": a grade decides what is paid. */
function isCountOrBlank(typed: string, digits: number): boolean {
  const plain = halfWidth(typed).trim()
  return plain.length <= digits && /^\d*$/.test(plain)
}

function countOf(typed: string): number | null {
  const plain = halfWidth(typed).trim()
  return plain === '' ? null : Number(plain)
}

function inputOf(m: MemberForm): MemberInput {
  return {
    person_id: m.person_id,
    name: m.name.trim(),
    name_alt: m.name_alt.trim() || null,
    certificate_type: m.certificate_type,
    certno: m.certno.trim() === m.certno_masked ? '' : m.certno.trim(),
    sex: m.sex || null,
    birth: typedDate(m.birth),
    nation: m.nation,
    relation: m.relation,
    hukou: m.hukou || null,
    residence: m.residence || null,
    phone: m.phone.trim(),
    categories: m.categories && m.categories.map(
      (c): CategoryInput => ({
        code: c.code,
        grade: countOf(c.grade),
        subtype: c.subtype || null,
        designated_on: typedDate(c.designated_on),
        designated_by: c.designated_by,
      }),
    ),
    events: m.events.map((e) => ({
      type: e.type,
      on: typedDate(e.on) ?? '',
      continuous_months: countOf(e.continuous_months),
    })),
    insurance_current: m.insurance_current,
    previous_year: m.previous_year || null,
    migrant_worker: m.migrant_worker === '' ? null : m.migrant_worker === 'yes',
    student: m.student_level === '' ? null : { level: m.student_level, school: m.student_school || null },
    same_person_confirmed: m.same_person_confirmed,
  }
}

function emptyMember(key: number, relation: string, codes: CodeTables | null): MemberForm {
  return {
    key,
    person_id: null,
    name: '',
    name_alt: '',
    certificate_type: codes?.certificates.find((c) => c.code === RESIDENT_ID)?.code ?? codes?.certificates[0]?.code ?? RESIDENT_ID,
    certno: '',
    sex: '',
    birth: '',
    nation: codes?.nations[0]?.code ?? '',
    relation,
    hukou: 'in_area',
    residence: 'in_area',
    phone: '',
    categories: [],
    events: [],
    insurance_current: 'none',
    previous_year: '',
    migrant_worker: '',
    student_level: '',
    student_school: '',
    same_person_confirmed: false,
    certno_words: '',
    certno_ok: null,
    certno_masked: '',
    other_household: null,
    faults: {},
    more: false,
    removable: true,
  }
}

function categoryForm(c: MemberCategory): CategoryForm {
  return {
    code: c.code,
    grade: /\d/.exec(c.grade ?? '')?.[0] ?? '',
    subtype: c.subtype ?? '',
    designated_on: c.designated_on ?? '',
    designated_by: place(c.designated_by) || 'in_area',
  }
}

function formOf(m: Member, key: number, codes: CodeTables): MemberForm {
  return {
    ...emptyMember(key, codeOf(codes.relations, m.relation), codes),
    person_id: m.person_id,
    name: m.name,
    name_alt: m.name_alt ?? '',
    certificate_type: codeOf(codes.certificates, m.certno_type),
    certno: m.certno_masked,
    certno_masked: m.certno_masked,
    certno_ok: null,
    sex: m.sex,
    birth: m.birth ?? '',
    nation: codeOf(codes.nations, m.nation),
    hukou: place(m.hukou),
    residence: place(m.residence),
    phone: m.phone,
    categories: m.has_sensitive ? null : m.categories.map(categoryForm),
    events: m.events.map((e) => ({
      type: e.type,
      on: e.on,
      continuous_months: e.continuous_months === null ? '' : String(e.continuous_months),
    })),
    insurance_current: insurance(m.insurance_current),
    previous_year: m.previous_year ?? '',
    migrant_worker: m.migrant_worker === null ? '' : m.migrant_worker ? 'yes' : 'no',
    student_level: m.student?.level ?? '',
    student_school: m.student?.school ?? '',
    removable: false,
  }
}

/** A code, whether Rust sent the code or its label. */
function codeOf(items: { code: string; label: string }[], value: string): string {
  return items.find((i) => i.code === value)?.code ?? items.find((i) => i.label === value)?.code ?? ''
}

function headCode(codes: CodeTables | null): string {
  return codes?.relations.find((r) => r.label === '户主')?.code ?? codes?.relations[0]?.code ?? ''
}

function place(value: string | null): Place | '' {
  return value === 'in_area' || value === 'out_of_area' ? value : ''
}

function insurance(value: string): MemberInput['insurance_current'] {
  return value === 'employee' || value === 'resident_elsewhere' ? value : 'none'
}
