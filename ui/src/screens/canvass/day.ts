// Days as they stand on a walked list: "1120", "11-20", "11月20日", "+3". Rust checks them again.

import { halfWidth, typedDate } from '@/shared/format'

/** The day that was meant: without a year the first one from `base` on, or (`past`) the last one up to it. `null` = none. */
export function shortDay(text: string, base: string, past = false): string | null {
  const plain = halfWidth(text).trim()
  const whole = typedDate(plain)
  if (whole) return whole
  const later = /^\+(\d{1,3})$/.exec(plain)
  if (later) return plusDays(base, Number(later[1]))
  const match = /^(\d{2})(\d{2})$/.exec(plain) ?? /^(\d{1,2})[-./月](\d{1,2})日?$/.exec(plain)
  if (!match) return null
  const [, month = '', day = ''] = match
  const year = Number(base.slice(0, 4))
  for (const wanted of past ? [year, year - 1] : [year, year + 1]) {
    const iso = typedDate(`${wanted}-${month}-${day}`)
    if (iso && (past ? iso <= base : iso >= base)) return iso
  }
  return null
}

function plusDays(iso: string, days: number): string {
  const stamp = new Date(`${iso}T00:00:00Z`)
  stamp.setUTCDate(stamp.getUTCDate() + days)
  return stamp.toISOString().slice(0, 10)
}
