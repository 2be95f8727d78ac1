import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Keys } from '../privacy/seal.ts'
import type { Link } from './links.ts'
import { readStrokes } from './strokes.ts'

/**
 * What stands in the form of a page that was opened with the right digits: proof of that, and its own number, so that
 * the same form posted again by a weak line counts once. No cookie is needed for either.
 */
export function newForm(keys: Keys, link: Pick<Link, 'id'>): string {
  const number = randomBytes(12).toString('base64url')
  return `${number}.${proof(keys, link, number)}`
}

export function isForm(keys: Keys, link: Pick<Link, 'id'>, form: string): boolean {
  const [number = '', given = ''] = form.split('.')
  const wanted = Buffer.from(proof(keys, link, number))
  return given.length === wanted.length && timingSafeEqual(wanted, Buffer.from(given))
}

const proof = (keys: Keys, { id }: Pick<Link, 'id'>, number: string): string =>
  createHmac('sha256', keys.index).update(`confirm-form:${id}:${number}`).digest('base64url')

const Applies = z.enum(['no', 'yes', 'unclear'])
const FormText = z.string().regex(/^[\w-]{16}\.[\w-]{43}$/)

/** The first page: whose telephone ends so? Figures in any width, spaces between. */
export const Digits = z.strictObject({
  digits: z
    .string()
    .max(20)
    .transform(text => text.normalize('NFKC').replace(/\D/g, '')),
})

/** The second page, as far as it is filled in. */
export const Answers = z.strictObject({
  form: FormText,
  offences: Applies.optional(),
  addiction: Applies.optional(),
  neglect: Applies.optional(),
  unsuitable: Applies.optional(),
  view: z.enum(['willing', 'unwilling', 'cannot-say', 'not-asked']).optional(),
  said: z.string().trim().max(200).default(''),
  strokes: z
    .string()
    .default('')
    .transform(text => readStrokes(text)),
  decision: z.enum(['agrees', 'refuses']),
  sure: z.literal('yes').optional(),
})
export type Answers = z.infer<typeof Answers>
