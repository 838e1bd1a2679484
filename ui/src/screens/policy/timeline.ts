// Where the days of a notice lie on one picture: months along the top, a row for each window, open-ended arrows for
// newborns and late entries, the year of cover, single days below. It only places what Rust says; nothing is decided.

import type { PolicyPage } from '@/ipc/types'

export interface TimeRow {
  kind: 'window' | 'entry' | 'cover'
  label: string
  sub: string
  /** Per cent of the picture. */
  from: number
  to: number
  /** It goes on beyond the picture, to the left or to the right. */
  openFrom: boolean
  openTo: boolean
  words: string
  /** Where the words find room: in the bar, or beside it. */
  wordsAt: 'in' | 'after' | 'before'
}
export interface TimeMark {
  at: number
  words: string
  /** From 0 down: neighbours that would cover each other stand at different heights. */
  level: number
}
export interface Timeline {
  months: { at: number; words: string; year: boolean }[]
  rows: TimeRow[]
  lists: TimeMark[]
  targets: TimeMark[]
  today: number | null
}

const DAY_MS = 86_400_000
/** A year and a half is as much as can be read on a village laptop. */
const MOST_DAYS = 550
/** Marks stand on so many lines at most. */
const LEVELS = 3
/** About how much of the picture's width a character takes. */
const WIDE = 1.8
const NARROW = 1.05
/** A longer name takes both lines beside its row. */
const LONG_NAME = 12

export function timeline(page: Pick<PolicyPage, 'windows' | 'entries' | 'marks' | 'benefit_from' | 'benefit_to' | 'levy_year'>, today: string): Timeline | null {
  const ends = page.windows.map((w) => day(w.to))
  const days = [...page.windows.map((w) => day(w.from)), ...ends, ...page.marks.map((m) => day(m.on))]
  if (page.windows.length === 0 || days.some(Number.isNaN)) return null
  const benefit = day(page.benefit_from)
  const first = monthStart(Math.min(...days, benefit), 0)
  const wanted = monthStart(Math.max(...days, benefit), page.entries.length > 0 ? 2 : 1)
  const last = Math.min(wanted, first + MOST_DAYS)
  const at = (d: number) => round(((Math.min(Math.max(d, first), last) - first) / (last - first)) * 100)

  const months = []
  for (let d = first; d < last; d = monthStart(d, 1)) {
    const date = new Date(d * DAY_MS)
    const month = date.getUTCMonth() + 1
    const year = d === first || month === 1
    months.push({ at: at(d), words: year ? `${date.getUTCFullYear()}年${month}月` : `${month}月`, year })
  }

  const row = (kind: TimeRow['kind'], label: string, sub: string, from: number | null, to: number | null, words: string): TimeRow => {
    const start = from === null ? 0 : at(from)
    const end = to === null || to > last ? 100 : at(to)
    return { kind, label, sub, from: start, to: end, openFrom: from === null || from < first, openTo: to === null || to > last, words, wordsAt: room(start, end, words) }
  }
  return {
    months,
    rows: [
      ...page.windows.map((w) => row('window', w.label, w.label.length > LONG_NAME ? '' : (w.who_words.split('，')[0] ?? ''), day(w.from), day(w.to) + 1, span(w.from, w.to))),
      ...page.entries.map((e) => row('entry', e.label, '', e.from === null ? null : day(e.from), null, e.words)),
      row('cover', '待遇期', `${page.levy_year} 年度`, benefit, day(page.benefit_to) + 1, span(page.benefit_from, page.benefit_to)),
    ],
    lists: placed(page.marks.filter((m) => !m.is_target), at),
    targets: placed(page.marks.filter((m) => m.is_target), at),
    today: day(today) >= first && day(today) < last ? at(day(today)) : null,
  }
}

/** The first and the last day, the year written once where it is the same. */
export function span(from: string, to: string): string {
  const [year, month, date] = parts(from)
  const [toYear, toMonth, toDate] = parts(to)
  return `${year}年${month}月${date}日—${toYear === year ? '' : `${toYear}年`}${toMonth}月${toDate}日`
}

function placed(marks: { on: string; label: string }[], at: (d: number) => number): TimeMark[] {
  const ends = Array<number>(LEVELS).fill(-100)
  return marks.map((mark) => {
    const [, month, date] = parts(mark.on)
    const words = `${mark.label} ${month}.${date}`
    const place = at(day(mark.on))
    const free = ends.findIndex((end) => end <= place)
    const level = free >= 0 ? free : ends.indexOf(Math.min(...ends))
    ends[level] = place + width(words)
    return { at: place, words, level }
  })
}

function room(from: number, to: number, words: string): TimeRow['wordsAt'] {
  const wanted = width(words)
  if (to - from >= wanted) return 'in'
  if (to + wanted <= 100) return 'after'
  return from >= wanted ? 'before' : 'in'
}
function width(words: string): number {
  return [...words].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? WIDE : NARROW), 1)
}

function parts(iso: string): string[] {
  return iso.split('-').map((part) => part.replace(/^0/, ''))
}
function day(iso: string): number {
  return Math.floor(Date.parse(`${iso}T00:00:00Z`) / DAY_MS)
}
function monthStart(d: number, plus: number): number {
  const date = new Date(d * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + plus, 1) / DAY_MS
}
function round(n: number): number {
  return Math.round(n * 100) / 100
}
