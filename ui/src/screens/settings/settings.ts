// Looking after the book: check it from scratch, and know the township by its card.

import { reactive } from 'vue'
import { call } from '@/ipc/call'
import type { CardOffer, CardStatus, VerifyReport } from '@/ipc/types'
import { preference } from '@/shared/preferences'
import { newTask, type Task } from '@/shared/task'

export interface SettingsDesk {
  report: VerifyReport | null
  verifying: Task
  card: CardStatus | null
  cardPath: string
  offer: CardOffer | null
  ownFolder: string
  ownPath: string
  carding: Task
  load: () => Promise<void>
  verify: () => Promise<void>
  readCard: () => Promise<void>
  confirmCard: () => Promise<void>
  makeCard: () => Promise<void>
}

export function newSettingsDesk(): SettingsDesk {
  const desk: SettingsDesk = reactive({
    report: null,
    verifying: newTask(),
    card: null,
    cardPath: '',
    offer: null,
    ownFolder: preference('exportFolder'),
    ownPath: '',
    carding: newTask(),

    async load() {
      desk.card = (await desk.carding.run('正在查看名片', () => call('card_status'))) ?? null
    },
    async verify() {
      desk.report = (await desk.verifying.run('正在从头核对整本账', () => call('verify_book'))) ?? null
    },
    async readCard() {
      desk.offer = (await desk.carding.run('正在读名片', () => call('accept_card', { path: desk.cardPath.trim() }))) ?? null
    },
    /** Only after the words were compared aloud with the township. */
    async confirmCard() {
      const path = desk.cardPath.trim()
      const card = await desk.carding.run('正在收下名片', async () => {
        await call('confirm_card', { path })
        return call('card_status')
      })
      if (card === undefined) return
      desk.card = card
      desk.offer = null
      desk.cardPath = ''
    },
    async makeCard() {
      desk.ownPath = ''
      desk.ownPath = (await desk.carding.run('正在做名片', () => call('make_card', { folder: desk.ownFolder.trim() }))) ?? ''
    },
  }) as SettingsDesk
  return desk
}
