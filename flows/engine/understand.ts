export type Reading = any
const digits: Record<string,number> = {'1':1,'2':2,'3':3,'4':4,'一':1}
export function normalise(t: string) { return t.normalize('NFKC') }
export function understand({context, options, text}: any): any {
  const t = text.trim()
  if (context==='receipt' && (t==='1'||t==='收到')) return {kind:'receipt'}
  if (t==='收到') return {kind:'receipt'}
  if (t==='停') return {kind:'stop'}
  if (t==='请主任打给我') return {kind:'wants-person'}
  if (options && digits[t] && options[digits[t]-1]) return {kind: context==='consent'?'consent':'choice', value: options[digits[t]-1]}
  if (options?.includes('well') && t==='都好') return {kind:'choice', value:'well'}
  return {kind:'not-understood'}
}
export const notWithMe = (t: string) => t.includes('不在我这儿')
export const withoutQuote = (t: string) => { const m = /^「([\s\S]*?)」\n- - - - - - - - - - - - - - -\n([\s\S]*)$/.exec(t); return m ? {quoted:m[1]!, said:m[2]!} : {quoted:null, said:t} }
