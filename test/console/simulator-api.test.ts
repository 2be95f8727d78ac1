import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { works } from '../../server/works.ts'
import { openVillage } from './village.ts'

type Village = Awaited<ReturnType<typeof openVillage>>
let village: Village
beforeAll(async () => {
  village = await openVillage()
})

async function ask(path: string) {
  const answer = await village.app.inject({ method: 'GET', url: path })
  return { status: answer.statusCode, body: answer.json() }
}

async function tell(path: string, body: unknown) {
  const answer = await village.app.inject({ method: 'POST', url: path, payload: body as object })
  return { status: answer.statusCode, body: answer.json() }
}

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the tests expect of them
type Any = any

async function contact(role: string): Promise<Any> {
  const { body } = await ask('/simulator/contacts')
  return body.find((one: Any) => one.role === role)
}

const texts = (sent: Any[]) => sent.map(one => one.text).join('\n')

describe('the phones', () => {
  test('a newcomer finds a parent, the carer, the director and the supervisor of one family first', async () => {
    const { body } = await ask('/simulator/contacts')
    const [parent, carer, director, supervisor] = body
    expect([parent.role, carer.role, director.role, supervisor.role]).toEqual([
      'mother',
      'carer',
      'director',
      'supervisor',
    ])
    expect(parent.children).toEqual(carer.children)
    expect([parent, carer, director, supervisor].every(one => one.bound)).toBe(true)
    expect(director.village).toBe(carer.village)
  })

  test('a stranger gets a phone and one neutral answer that names no child', async () => {
    const { body: stranger } = await tell('/simulator/contacts', { name: '小李' })
    expect(stranger).toMatchObject({ name: '小李', role: 'stranger', bound: false, children: [] })
    const { body } = await tell('/simulator/say', { contact: stranger.id, text: '你好' })
    expect(body.sent.length).toBeGreaterThan(0)
    const { body: contacts } = await ask('/simulator/contacts')
    for (const child of contacts.flatMap((one: Any) => one.children))
      expect(texts(body.sent)).not.toContain(child)
  })

  test('a father of the roster joins with the card that came with his phone', async () => {
    const { body: people } = await ask('/simulator/people?search=')
    const father = people.find((one: Any) => one.role === 'father' && one.device === 'smartphone')
    const { body: phone } = await tell('/simulator/contacts', { person: father.id })
    expect(phone).toMatchObject({
      bound: false,
      role: 'father',
      card: { code: expect.stringMatching(/^\d{4} \d{4}$/) },
    })
    for (const text of ['你好', '1', phone.card.code, '1'])
      await tell('/simulator/say', { contact: phone.id, text })
    const { body: contacts } = await ask('/simulator/contacts')
    expect(contacts.find((one: Any) => one.id === phone.id)).toMatchObject({ bound: true })
    expect(contacts.find((one: Any) => one.id === phone.id).card).toBeUndefined()
    const { body: records } = await ask('/simulator/records')
    expect(records.bindings[0]).toMatchObject({ who: father.name, contact: phone.id, endedAt: null })
    const { body: left } = await ask(`/simulator/people?search=${encodeURIComponent(father.name)}`)
    expect(left).toEqual([])
  })

  test('nobody can be given a phone who is not on the roster', async () => {
    expect((await tell('/simulator/contacts', { person: randomUUID() })).status).toBe(404)
    expect((await tell('/simulator/contacts', { person: '1' })).status).toBe(400)
    expect((await tell('/simulator/contacts', { name: 5 })).status).toBe(400)
    expect((await tell('/simulator/contacts', { name: '小李', role: 'director' })).status).toBe(400)
  })
})

describe('what is said', () => {
  test('a carer who asks for the menu is answered in the same breath', async () => {
    const carer = await contact('carer')
    const { status, body } = await tell('/simulator/say', { contact: carer.id, text: '菜单' })
    expect(status).toBe(200)
    expect(body.sent.length).toBeGreaterThan(0)
    expect(body.sent[0]).toMatchObject({
      contact: carer.id,
      kind: 'text',
      at: expect.stringMatching(/\+08:00$/),
    })
    const last = body.sent.at(-1)
    expect((await ask(`/simulator/sent?contact=${carer.id}&since=${body.sent[0].seq - 1}`)).body).toEqual(
      body.sent,
    )
    expect((await ask(`/simulator/sent?since=${last.seq}`)).body).toEqual([])
    const sinceThen = await ask(`/simulator/sent?since=${encodeURIComponent(last.at)}`)
    expect(sinceThen.body.map((one: Any) => one.id)).toContain(last.id)
    const { body: both } = await ask(`/simulator/messages?contact=${carer.id}`)
    expect(both.map((one: Any) => one.from)).toEqual(expect.arrayContaining(['contact', 'bot']))
  })

  test('unknown fields, wrong types and unknown phones are refused, never guessed', async () => {
    const { id } = await contact('carer')
    for (const body of [
      { contact: id },
      { contact: id, text: 5 },
      { contact: id, text: '' },
      { contact: id, text: '1', role: 'admin' },
      { contact: [id], text: '1' },
      [],
    ]) {
      expect(await tell('/simulator/say', body)).toMatchObject({
        status: 400,
        body: { error: 'E-BAD-INPUT' },
      })
    }
    expect((await tell('/simulator/say', { contact: 'nobody', text: '1' })).status).toBe(404)
    for (const query of ['since=yesterday', 'since=-1', 'limit=5', 'contact=a&contact=b']) {
      expect((await ask(`/simulator/sent?${query}`)).status).toBe(400)
    }
    expect((await ask('/simulator/sent?contact=nobody')).status).toBe(404)
  })

  test('a voice note and a picture need no file of their own', async () => {
    const { id } = await contact('carer')
    for (const kind of ['image', 'voice']) {
      const { status, body } = await tell('/simulator/send', { contact: id, kind })
      expect(status).toBe(200)
      const { body: passed } = await ask(`/simulator/messages?contact=${id}`)
      const message = passed.find((one: Any) => one.id === body.id)
      const media = await village.app.inject(message.media)
      expect(media.statusCode).toBe(200)
      expect(media.headers['content-type']).toMatch(kind === 'image' ? 'image/png' : 'audio/wav')
      expect(media.headers['x-content-type-options']).toBe('nosniff')
    }
    expect((await ask('/simulator/media/none')).status).toBe(404)
  })

  test('a picture of 10 MB is refused clearly, and so is what is no picture', async () => {
    const { id } = await contact('carer')
    const large = Buffer.alloc(10 * 1024 * 1024).toString('base64')
    expect(await tell('/simulator/send', { contact: id, kind: 'image', data: large })).toMatchObject({
      status: 413,
      body: { error: 'E-TOO-LARGE', message: '内容太大' },
    })
    for (const body of [
      { contact: id, kind: 'image', data: 'not base64!' },
      { contact: id, kind: 'image', data: 'AAAA', mime: 'image/svg+xml' },
      { contact: id, kind: 'image', data: 'AAAA', mime: 'text/html' },
      { contact: id, kind: 'gift' },
      { contact: id, kind: 'recall' },
      { contact: id, kind: 'recall', message: 'x', data: 'AAAA' },
    ]) {
      expect((await tell('/simulator/send', body)).status).toBe(400)
    }
  })

  test('a reply quotes a message of its own chat, as WeChat writes it', async () => {
    const [mother, carer] = [await contact('mother'), await contact('carer')]
    const { body: asked } = await tell('/simulator/say', { contact: mother.id, text: '热线' })
    const quote = (id: string, quotes: string) =>
      tell('/simulator/say', { contact: id, text: '谢谢', quotes })
    const { body: said } = await quote(mother.id, asked.sent[0].id)
    const passed = async (id: string) =>
      (await ask(`/simulator/messages?contact=${mother.id}`)).body.find((one: Any) => one.id === id).text
    expect(await passed(said.id)).toBe(`「相伴：${asked.sent[0].text}」\n- - - - - - - - - - - - - - -\n谢谢`)
    const { body: again } = await quote(mother.id, said.id)
    expect(await passed(again.id)).toBe(`「${mother.name}：谢谢」\n- - - - - - - - - - - - - - -\n谢谢`)
    expect((await quote(carer.id, said.id)).status).toBe(404)
    expect((await quote(mother.id, 'x')).status).toBe(404)
  })

  test('one can take back only what one has sent oneself, once', async () => {
    const [mother, carer] = [await contact('mother'), await contact('carer')]
    const { body: said } = await tell('/simulator/say', { contact: mother.id, text: '说错了' })
    const recall = (id: string, message: string) =>
      tell('/simulator/send', { contact: id, kind: 'recall', message })
    expect((await recall(carer.id, said.id)).status).toBe(404)
    expect((await recall(mother.id, said.id)).status).toBe(200)
    expect((await recall(mother.id, said.id)).status).toBe(404)
    const { body: passed } = await ask(`/simulator/messages?contact=${mother.id}`)
    expect(passed.find((one: Any) => one.id === said.id)).toMatchObject({ recalled: true, text: '' })
  })
})

describe('what arrives besides words', () => {
  test('a sticker, a place and a red packet are answered, and what was taken back or empty is shown', async () => {
    const { id } = await contact('mother')
    for (const [kind, answer] of [
      ['sticker', '表情'],
      ['location', '位置'],
      ['red-packet', '红包'],
    ]) {
      const { body } = await tell('/simulator/send', { contact: id, kind })
      expect(texts(body.sent)).toContain(answer)
    }
    const said = await tell('/simulator/say', { contact: id, text: '\u200b' })
    expect(said.body.sent).toEqual([])
    const { body: words } = await tell('/simulator/say', { contact: id, text: '谢谢' })
    await tell('/simulator/send', { contact: id, kind: 'recall', message: words.id })
    const { body: records } = await ask('/simulator/records')
    expect(records.besides.recalled[0]).toMatchObject({ kind: 'text', done: true })
    expect(records.besides.odd).toMatchObject([{ kind: 'blank', times: 1 }])
  })
})

describe('the page', () => {
  test('runs nothing but its own files', async () => {
    const page = await village.app.inject('/')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
    expect(page.body).not.toMatch(/<script(?![^>]*src=)|\s(style|on\w+)=/)
    for (const [, file] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await village.app.inject(file!)).statusCode, file).toBe(200)
    }
    for (const elsewhere of [
      '../routes.ts',
      '%2e%2e/routes.ts',
      'index.html/..%2f..%2froutes.ts',
      '.',
      'nothing.js',
    ]) {
      expect((await village.app.inject(`/simulator/page/${elsewhere}`)).statusCode, elsewhere).toBe(404)
    }
  })

  test('speaks Chinese and English, with the same words in both', async () => {
    const [zh, en] = [(await ask('/simulator/words')).body, (await ask('/simulator/words?lang=en')).body]
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    expect((await ask('/simulator/words?lang=fr')).status).toBe(400)
  })

  test('has a name for everything that comes due', async () => {
    const { body: words } = await ask('/simulator/words')
    const kinds = Object.keys(works).filter(kind => kind !== 'plan')
    expect(kinds.filter(kind => !words[`due.${kind}`])).toEqual([])
  })
})
