// What every screen needs to know of the open book: its status, the session, the code tables. Loaded from Rust,
// kept for drawing only; nothing is decided from a stale copy, since Rust checks again at every act.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { BookStatus, CodeTables, SessionStatus } from '@/ipc/types'

interface Shared {
  status: BookStatus | null
  session: SessionStatus | null
  codes: CodeTables | null
  /** What waits for a session: run once when the session dialog ends well. */
  waitingForSession: (() => void) | null
}

export const book: Shared = reactive({ status: null, session: null, codes: null, waitingForSession: null })

export function showStatus(status: BookStatus): void {
  book.status = status
  if (status.state !== 'open') {
    book.session = null
    book.waitingForSession = null
  }
}

export async function loadStatus(): Promise<BookStatus> {
  const status = await call('book_status')
  showStatus(status)
  return status
}

export async function loadSession(): Promise<SessionStatus> {
  book.session = await call('session_status')
  return book.session
}

export async function loadCodes(): Promise<CodeTables> {
  book.codes ??= await call('code_tables')
  return book.codes
}

/** Asks for a session if none is open, then goes on with `then`. */
export async function withSession(then: () => void): Promise<void> {
  const session = await loadSession()
  if (session.open) then()
  else book.waitingForSession = then
}

export function forget(): void {
  book.session = null
  book.codes = null
  book.waitingForSession = null
}
