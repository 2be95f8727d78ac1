import { types } from 'wechaty-puppet'
import type { Passed } from './history.ts'

/** What Wechaty calls each kind of message. */
export const typeOf: Record<Exclude<Passed['kind'], 'friend'>, types.Message> = {
  text: types.Message.Text,
  image: types.Message.Image,
  voice: types.Message.Audio,
  file: types.Message.Attachment,
  recall: types.Message.Recalled,
  sticker: types.Message.Emoticon,
  location: types.Message.Location,
  'red-packet': types.Message.RedEnvelope,
  transfer: types.Message.Transfer,
  video: types.Message.Video,
  link: types.Message.Url,
  card: types.Message.Contact,
  'mini-program': types.Message.MiniProgram,
  merged: types.Message.ChatHistory,
}
