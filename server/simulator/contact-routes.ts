import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { textsOf } from '../../locales/index.ts'
import { AppError } from '../errors.ts'
import { Role } from './adults.ts'
import { type Cards, Contact, contactsOf, givePhone, withoutPhone } from './contacts.ts'
import { isoOf } from './messages.ts'
import type { SimulatorParts } from './parts.ts'

/** The most phones the simulator has. */
const mostPhones = 200
/** The most adults listed at once. */
const mostListed = 50

const Someone = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  kin: z.string(),
  village: z.string(),
  children: z.array(z.string()),
  device: z.string(),
})

const Name = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .refine(name => name.isWellFormed())
const Added = z.union([z.strictObject({ person: z.uuid() }), z.strictObject({ name: Name.optional() })])

/** Who has a phone, who could get one, and giving one. Asking again for somebody not bound gives a new card. */
export const contactRoutes =
  (parts: SimulatorParts, changed: () => void): FastifyPluginAsyncZod =>
  async app => {
    const cards: Cards = new Map()
    const stranger = textsOf('zh-CN').simulator!.stranger!
    let strangers = 0

    async function addFromRoster(person: string): Promise<string> {
      const id = await givePhone(parts, person)
      if (id === null) throw new AppError('E-NOT-FOUND')
      const now = (await contactsOf(parts, cards)).find(contact => contact.id === id)
      if (!now?.bound) {
        const { code, expires } = await parts.issueCode(person)
        cards.set(id, { code, expires: isoOf(expires) })
      }
      return id
    }

    function addStranger(name: string | undefined): string {
      const id = `stranger-${randomUUID()}`
      parts.puppet.addContact({ id, name: name ?? `${stranger}${++strangers}` })
      return id
    }

    app.get(
      '/simulator/contacts',
      { schema: { querystring: z.strictObject({}), response: { 200: z.array(Contact) } } },
      () => contactsOf(parts, cards),
    )

    app.post(
      '/simulator/contacts',
      { schema: { body: Added, response: { 200: Contact } } },
      async ({ body }) => {
        if (parts.puppet.contacts().length >= mostPhones) {
          throw new AppError('E-BAD-INPUT', { what: `${mostPhones}` })
        }
        const id = 'person' in body ? await addFromRoster(body.person) : addStranger(body.name)
        changed()
        return (await contactsOf(parts, cards)).find(contact => contact.id === id)!
      },
    )

    app.get(
      '/simulator/people',
      {
        schema: {
          querystring: z.strictObject({ search: z.string().trim().max(40).default('') }),
          response: { 200: z.array(Someone) },
        },
      },
      ({ query: { search } }) => withoutPhone(parts, search, mostListed),
    )
  }
