type Cap = {
  identifier?: string
  sender?: string
  sent?: string
  status?: string
  msgType?: string
  scope?: string
  references?: string
  severity?: string
  event?: string
  code?: string
  station?: string
  headline?: string
  description?: string
  effective?: string
  expires?: string
  areas?: string[]
  language?: string
}

const element = (name: string, text: string | undefined) =>
  text === undefined ? '' : `<${name}>${text}</${name}>`

/** A CAP 1.2 message as a station of the demo's county sends it; what is given is another. */
export function cap(given: Cap = {}): string {
  const it = {
    identifier: '34122641600000_20260701143000_1',
    sender: 'qxt@funan.example',
    sent: '2026-07-01T14:30:00+08:00',
    status: 'Actual',
    msgType: 'Alert',
    scope: 'Public',
    severity: 'Severe',
    event: '暴雨',
    code: '11B03',
    station: '阜南县气象台',
    headline: '阜南县气象台发布暴雨橙色预警[Ⅱ级/严重]',
    description: '预计未来3小时我县有50毫米以上降雨，请注意防范。',
    expires: '2026-07-01T20:30:00+08:00',
    areas: ['341226'],
    ...given,
  }
  const areas = it.areas.map(
    code =>
      `<area><areaDesc>阜南县</areaDesc><geocode><valueName>行政区划</valueName><value>${code}</value></geocode></area>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
${(['identifier', 'sender', 'sent', 'status', 'msgType', 'scope', 'references'] as const)
  .map(name => element(name, it[name]))
  .join('')}
<info>${element('language', it.language ?? 'zh-CN')}<category>Met</category>${element('event', it.event)}
<urgency>Immediate</urgency>${element('severity', it.severity)}<certainty>Likely</certainty>
<eventCode><valueName>type</valueName><value>${it.code}</value></eventCode>
${element('effective', it.effective)}${element('expires', it.expires)}${element('senderName', it.station)}
${element('headline', it.headline)}${element('description', it.description)}${areas.join('')}</info></alert>`
}

/** The same in the JSON of the national system. */
export const warningJson = (given: Record<string, unknown> = {}) => ({
  id: '34122641600000_20260701143000_2',
  sender: 'qxt@funan.example',
  senderName: '阜南县气象台',
  status: 'Actual',
  msgType: 'Alert',
  pubTime: '2026-07-01T14:30:00+08:00',
  endTime: '2026-07-01T20:30:00+08:00',
  title: '阜南县气象台发布暴雨橙色预警[Ⅱ级/严重]',
  text: '预计未来3小时我县有50毫米以上降雨，请注意防范。',
  type: '11B03',
  typeName: '暴雨',
  level: '橙色',
  areaCodes: ['341226'],
  ...given,
})
