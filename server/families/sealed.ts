import { z } from 'zod'

/** What a row of `people` keeps sealed. */
export const PersonSealed = z.looseObject({
  name: z.string(),
  phone: z
    .string()
    .nullish()
    .transform(phone => phone ?? null),
  idNumber: z
    .string()
    .nullish()
    .transform(number => number ?? null),
})
export type PersonSealed = z.infer<typeof PersonSealed>

/** What a row of `children` keeps sealed; the ledger's other private columns lie beside. */
export const ChildSealed = z.looseObject({
  name: z.string(),
  idNumber: z
    .string()
    .nullish()
    .transform(number => number ?? null),
})
export type ChildSealed = z.infer<typeof ChildSealed>

/** 李*悦: enough for the family to know themselves, nothing for anybody else. */
export function masked(name: string): string {
  const letters = [...name]
  if (letters.length < 2) return '*'
  if (letters.length === 2) return `${letters[0]}*`
  return `${letters[0]}${'*'.repeat(letters.length - 2)}${letters.at(-1)}`
}

/** 138****0013: enough to know which telephone is meant. */
export const maskedPhone = (phone: string): string =>
  phone.length < 8 ? '*'.repeat(phone.length) : `${phone.slice(0, 3)}****${phone.slice(-4)}`
