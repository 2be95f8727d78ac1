import { Puppet, throwUnsupportedError } from 'wechaty-puppet'

type PuppetMethod = (...args: never[]) => unknown

/**
 * A puppet that only chats with one person at a time. wechaty-puppet declares most of its methods without a body
 * and without the compiler's knowledge, so one that is forgotten fails with "is not a function"; here every one
 * exists. No rooms is an answer (`Contact.findAll` asks); the rest is refused as unsupported.
 */
export abstract class OneToOnePuppet extends Puppet {
  override async roomList(): Promise<string[]> {
    return []
  }
}

for (const method of [
  'contactAlias',
  'contactAvatar',
  'contactCorporationRemark',
  'contactDescription',
  'contactList',
  'contactPhone',
  'contactRawPayload',
  'contactRawPayloadParser',
  'contactSelfName',
  'contactSelfQRCode',
  'contactSelfSignature',
  'conversationReadMark',
  'friendshipAccept',
  'friendshipAdd',
  'friendshipRawPayload',
  'friendshipRawPayloadParser',
  'friendshipSearchHandle',
  'friendshipSearchPhone',
  'messageContact',
  'messageFile',
  'messageForward',
  'messageImage',
  'messageLocation',
  'messageMiniProgram',
  'messageRawPayload',
  'messageRawPayloadParser',
  'messageRecall',
  'messageSendContact',
  'messageSendFile',
  'messageSendLocation',
  'messageSendMiniProgram',
  'messageSendPost',
  'messageSendText',
  'messageSendUrl',
  'messageUrl',
  'postPublish',
  'postRawPayload',
  'postRawPayloadParser',
  'postSearch',
  'roomAdd',
  'roomAnnounce',
  'roomAvatar',
  'roomCreate',
  'roomDel',
  'roomInvitationAccept',
  'roomInvitationRawPayload',
  'roomInvitationRawPayloadParser',
  'roomMemberList',
  'roomMemberRawPayload',
  'roomMemberRawPayloadParser',
  'roomQRCode',
  'roomQuit',
  'roomRawPayload',
  'roomRawPayloadParser',
  'roomTopic',
  'tagContactAdd',
  'tagContactDelete',
  'tagContactList',
  'tagContactRemove',
  'tap',
  'tapSearch',
]) {
  const refuse: PuppetMethod = async () => throwUnsupportedError(method)
  Object.defineProperty(OneToOnePuppet.prototype, method, {
    value: refuse,
    writable: true,
    configurable: true,
  })
}
