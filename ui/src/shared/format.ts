// How figures and dates look. Nothing here computes: an amount stays the string that Rust wrote.

/** "12345.60" → "12,345.60"; keeps a sign. */
export function groupDigits(amount: string): string {
  const [, sign = '', whole = '', rest = ''] = /^([-+]?)(\d+)(\.\d+)?$/.exec(amount) ?? []
  if (whole === '') return amount
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ',') + rest
}

/** The whole yuan and the fen apart, so that the fen can be drawn smaller. */
export function splitAmount(amount: string): { whole: string; fen: string } {
  const grouped = groupDigits(amount)
  const point = grouped.indexOf('.')
  return point < 0 ? { whole: grouped, fen: '' } : { whole: grouped.slice(0, point), fen: grouped.slice(point) }
}

/** "0.00" and "0" alike; no number is made of it. */
export function isZero(amount: string): boolean {
  return /^[-+]?0+(\.0+)?$/.test(amount)
}

/** What a clerk types for money (full-width digits, commas, 元) → "400", "400.5"; `null` when it is no amount. */
export function typedAmount(text: string): string | null {
  const plain = halfWidth(text).replace(/[,，\s元¥￥]/g, '')
  return /^\d{1,10}(\.\d{1,2})?$/.test(plain) ? plain : null
}

/** "20251112", "2025.11.12", "2025年11月12日" → "2025-11-12"; `null` when it is no date of the calendar. */
export function typedDate(text: string): string | null {
  const plain = halfWidth(text).trim()
  const match =
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ?? /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(plain)
  if (!match) return null
  const [, year = '', month = '', day = ''] = match
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const stamp = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(stamp.getTime()) && stamp.toISOString().startsWith(iso) ? iso : null
}

/** "2025-11-12" → "2025年11月12日". */
export function longDate(iso: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso)
  return match ? `${match[1]}年${trimZero(match[2])}月${trimZero(match[3])}日` : iso
}

/** "2025-11-12" → "11月12日". */
export function shortDate(iso: string): string {
  const match = /^\d{4}-(\d{2})-(\d{2})/.exec(iso)
  return match ? `${trimZero(match[1])}月${trimZero(match[2])}日` : iso
}

/** "2025-11-12T18:04:05+08:00" → "11月12日 18:04": as written, no time zone is applied. */
export function shortInstant(instant: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(instant)
  return match ? `${trimZero(match[2])}月${trimZero(match[3])}日 ${match[4]}` : instant
}

/** Bytes as a clerk reads them. */
export function fileSize(bytes: number): string {
  if (bytes >= 1 << 30) return `${(bytes / (1 << 30)).toFixed(1)} GB`
  if (bytes >= 1 << 20) return `${(bytes / (1 << 20)).toFixed(1)} MB`
  return `${Math.max(1, Math.round(bytes / 1024))} KB`
}

/** Full-width digits, letters and points → half-width. */
export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/。/g, '.')
}

function trimZero(two: string | undefined): string {
  return (two ?? '').replace(/^0/, '')
}
