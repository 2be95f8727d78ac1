import {
  type Conversation,
  type ConversationData,
  type ConversationFlavor,
  conversations,
  createConversation,
  type VersionedStateStorage,
} from '@grammyjs/conversations'
import { PsqlAdapter } from '@grammyjs/storage-psql'
import { Bot, type Context } from 'grammy'
import pg from 'pg'
import { loadWords } from '../../locales/index.ts'
import { type Contender, dialogue } from './dialogue.ts'

type Outside = ConversationFlavor<Context>
type Talk = Conversation<Outside, Context>

/**
 * grammY with its conversations plugin and its PostgreSQL storage: the same words said and answered, in two
 * conversations as a grammY bot would be written. It keeps its conversations and nothing else: no inbox, no outbox,
 * no check-ins, no tasks, no sealing, no row-level security. Nothing goes to a network.
 */
async function openGrammy(client: pg.Client): Promise<Contender> {
  const words = loadWords()
  const said = { children: '雨桐', director: '王主任', askedMonth: '11', askedDay: '22' }
  const texts = dialogue.map(turn => words('zh-CN', turn.answered, said))
  let answered = 0

  // Conversations make an API of their own for every update, so a transformer of the bot's would not be asked: the
  // answer that never reaches a network comes from the fetch they share.
  const fetch = (async () => {
    answered += 1
    const result = {
      message_id: answered,
      date: 0,
      chat: { id: 1, type: 'private' },
      from: botInfo,
      text: '',
    }
    return { json: async () => ({ ok: true, result }) }
  }) as unknown as typeof globalThis.fetch
  const bot = new Bot<Outside>('1:bench', { botInfo, client: { fetch } })
  const adapter = await PsqlAdapter.create({ tableName: 'conversations', client })
  bot.use(
    conversations({
      storage: { type: 'key', adapter: adapter as VersionedStateStorage<string, ConversationData> },
    }),
  )
  bot.use(createConversation(checkIn, 'check-in'), createConversation(menu, 'menu'))
  bot.hears(dialogue[0].says, ctx => ctx.conversation.enter('check-in'))
  bot.hears(dialogue[3].says, ctx => ctx.conversation.enter('menu'))

  async function checkIn(conversation: Talk, ctx: Context) {
    await ctx.reply(texts[0]!)
    await conversation.waitUntil(now => now.message?.text === dialogue[1].says)
    await ctx.reply(texts[1]!)
    await conversation.waitFor('message:text')
    await ctx.reply(texts[2]!)
  }
  async function menu(conversation: Talk, ctx: Context) {
    await ctx.reply(texts[3]!)
    await conversation.wait()
    await conversation.halt({ next: true })
  }

  return {
    // handleUpdate resolves when the answer has been given and the conversation stands written.
    say: (person, turn, n) =>
      bot.handleUpdate({
        update_id: n,
        message: {
          message_id: n,
          date: 0,
          chat: { id: person + 1, type: 'private', first_name: 'bench' },
          from: { id: person + 1, is_bot: false, first_name: 'bench' },
          text: dialogue[turn].says,
        },
      }),
    check: async turns => {
      if (answered !== turns) throw new Error(`${turns} turns, but ${answered} answers`)
    },
    close: () => client.end(),
  }
}

/** As the storage's type, README and example have it: one connection. */
export async function openGrammyOnClient(url: string): Promise<Contender> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return openGrammy(client)
}

/** More than its type allows: a pool in the client's place. The best of 5, 10, 20 and 40 connections tried. */
export function openGrammyOnPool(url: string): Promise<Contender> {
  return openGrammy(new pg.Pool({ connectionString: url, max: 20 }) as unknown as pg.Client)
}

const botInfo = {
  id: 1,
  is_bot: true,
  first_name: 'bench',
  username: 'bench_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  can_manage_bots: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  supports_join_request_queries: false,
} as const
