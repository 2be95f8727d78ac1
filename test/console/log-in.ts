import { minutes } from '../../flows/engine/calendar.ts'
import type { openVillage } from './village.ts'

type Village = Awaited<ReturnType<typeof openVillage>>

/** What a browser says of a form that stands on our own page. */
export const ours = { 'sec-fetch-site': 'same-origin' }

/** Somebody of the demo's staff, by role: what they type, and the newest link they were sent. */
export async function officer(village: Village, role: 'director' | 'supervisor' | 'county') {
  const contacts = (await village.app.inject('/simulator/contacts')).json()
  const { id } = contacts.find((one: { role: string }) => one.role === role)
  const says = async (text: string): Promise<string> => {
    village.clock.moveTo(village.clock.now() + minutes(2)) // slowly enough not to be a repetition
    const answer = await village.app.inject({
      method: 'POST',
      url: '/simulator/say',
      payload: { contact: id, text },
    })
    const sent: { text: string }[] = answer.json().sent
    return sent.map(one => one.text).join('\n')
  }
  const link = async (text = '登录'): Promise<string> => /\/console\/in\/\S+/.exec(await says(text))![0]
  return { id, says, link }
}

export const enter = (village: Village, link: string, headers: Record<string, string> = ours) =>
  village.app.inject({ method: 'POST', url: link, headers })

export const cookieOf = (answer: { cookies: { name: string; value: string }[] }): string =>
  answer.cookies.find(cookie => cookie.name === 'xiangban')!.value

/** A session of a member of staff. */
export async function login(village: Village, role: 'director' | 'supervisor' | 'county'): Promise<string> {
  return cookieOf(await enter(village, await (await officer(village, role)).link()))
}

/** A page as a session sees it. */
export const open = (village: Village, path: string, session: string) =>
  village.app.inject({ url: path, cookies: { xiangban: session }, headers: { accept: 'text/html' } })
