// For tests of what a screen decides: Rust's answers, given one by one, and a record of what was asked. Imported
// by tests only.

import type { CommandName, Request, Response } from '@/ipc/call'
import type { CommandError } from '@/ipc/types'

type Answer<N extends CommandName> = Response<N> | ((request: Request<N>) => Response<N> | Promise<Response<N>>)

const answers = new Map<string, unknown>()
/** Every call made, in order. */
export const asked: { name: string; request: unknown }[] = []

export function answer<N extends CommandName>(name: N, value: Answer<N>): void {
  answers.set(name, value)
}

export function forgetCalls(): void {
  answers.clear()
  asked.length = 0
}

export function askedFor(name: CommandName): unknown[] {
  return asked.filter((a) => a.name === name).map((a) => a.request)
}

export function refusal(code: string, message = '不行', todo = '换一个'): CommandError {
  return { code, message, todo, params: {} }
}

/** An answer that comes when the test says so. */
export function later<R>(): { promise: Promise<R>; come: (value: R) => void; fail: (error: unknown) => void } {
  let come!: (value: R) => void
  let fail!: (error: unknown) => void
  const promise = new Promise<R>((resolve, reject) => {
    come = resolve
    fail = reject
  })
  return { promise, come, fail }
}

export async function call(name: string, request?: unknown): Promise<unknown> {
  asked.push({ name, request: JSON.parse(JSON.stringify(request ?? null)) })
  if (!answers.has(name)) throw new Error(`the test has no answer for ${name}`)
  const value = answers.get(name)
  return typeof value === 'function' ? (value as (r: unknown) => unknown)(request) : value
}
