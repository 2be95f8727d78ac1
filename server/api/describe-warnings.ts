const header = (name: string) => ({
  ...{ in: 'header', name: `x-warning-${name}`, required: true, schema: { type: 'string' } },
})
const text = { schema: { type: 'string' } }
const json = (...names: string[]) => ({
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: Object.fromEntries(names.map(name => [name, { type: 'string' }])),
        required: names,
      },
    },
  },
})
const refused = () => json('error', 'message')

/** POST /api/v1/warnings as it stands in the document: it is signed, and read by server/weather. */
export const warnings = {
  post: {
    operationId: 'warning-send',
    tags: ['warning'],
    security: [],
    parameters: ['sender', 'time', 'signature'].map(header),
    requestBody: {
      required: true,
      content: {
        'application/cap+xml': text,
        'application/xml': text,
        'application/json': { schema: { type: 'object' } },
      },
    },
    responses: {
      200: json('identifier', 'outcome'),
      ...Object.fromEntries(['400', '401', '409', '413', '429', '503'].map(status => [status, refused()])),
    },
  },
}
