import { z } from 'zod'

/** Given to `safeParse`, so that zod says in Chinese what is wrong. */
export const inChinese = { error: z.locales.zhCN().localeError }
