import { expect } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import type { Contact } from '../../server/simulator/contacts.ts'
import type { Records } from '../../server/simulator/records.ts'
import type { openVillage } from './village.ts'

/** The village as somebody at the simulator plays it: phones by whose they are, and what was recorded. */
export function playersOf(village: Awaited<ReturnType<typeof openVillage>>) {
  async function ask<T>(url: string, payload?: object): Promise<T> {
    const answer = await village.app.inject({
      method: payload ? 'POST' : 'GET',
      url,
      ...(payload && { payload }),
    })
    expect([url, answer.statusCode]).toEqual([url, 200])
    return answer.json()
  }

  /** Somebody's phone. Everything but what is said in return is for the records. */
  const phone = (contact: string) => ({
    contact,
    /** Says these one after the other; the texts that came back for the last of them. */
    async says(...texts: string[]): Promise<string[]> {
      let heard: string[] = []
      for (const text of texts) {
        const { sent } = await ask<{ sent: { text: string }[] }>('/simulator/say', { contact, text })
        heard = sent.map(one => one.text)
      }
      return heard
    },
    /** Whether the bot has sent this phone anything that matches. */
    async got(text: RegExp): Promise<boolean> {
      const sent = await ask<{ text: string }[]>(`/simulator/sent?contact=${contact}`)
      return sent.some(one => text.test(one.text))
    },
  })

  return {
    /** The phone of the adult of this role whose child is called so; without a child, of the first of that role. */
    async of(role: Contact['role'], child = ''): Promise<ReturnType<typeof phone>> {
      const all = await ask<Contact[]>('/simulator/contacts')
      const found = all.find(
        one =>
          one.role === role &&
          (child === '' || one.village === child || one.children.some(name => name.endsWith(child))),
      )
      expect([role, child, found !== undefined]).toEqual([role, child, true])
      return phone(found!.id)
    },
    /** A new phone for somebody of the roster who has none, with their card's code. */
    async joins(
      role: string,
      child: string,
    ): Promise<{ phone: ReturnType<typeof phone>; code: string; name: string }> {
      const people =
        await ask<{ id: string; role: string; children: string[] }[]>('/simulator/people?search=')
      const { id } = people.find(one => one.role === role && one.children.some(name => name.endsWith(child)))!
      const added = await ask<Contact>('/simulator/contacts', { person: id })
      return { phone: phone(added.id), code: added.card!.code, name: added.name }
    },
    async stranger(name: string): Promise<ReturnType<typeof phone>> {
      return phone((await ask<Contact>('/simulator/contacts', { name })).id)
    },
    records: () => ask<Records>('/simulator/records'),
    later: (advance: string) => ask('/simulator/clock', { advance }),
    // biome-ignore lint/suspicious/noExplicitAny: rows are checked by what the tests expect of them
    rows: (sql: string, values: unknown[] = []): Promise<any[]> =>
      inScope(village.pool, { place: '341226' }, async tx => (await tx.query(sql, values)).rows),
  }
}
