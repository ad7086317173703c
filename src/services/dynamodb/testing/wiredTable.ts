import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { bodyBytes } from '#contracts/bytes.ts'
import { createTableNode } from './tableNode.ts'

const reply = (body: string | Uint8Array): ApiReply => ({
  type: 'response',
  status: 200,
  headers: [['ETag', '"etag"']],
  body,
})

/** A table node `items` with point-in-time recovery and a wire to the bucket `dumps`, whose objects are in a map. */
export function createWiredTable(properties: object = {}) {
  const objects = new Map<string, Uint8Array>()
  const answer = ({ method, path, query, body }: ApiRequest): ApiReply => {
    const key = decodeURIComponent(path.replace('/dumps/', ''))
    if (method === 'PUT') objects.set(key, bodyBytes(body))
    if (method === 'PUT') return reply('')
    if (path !== '/dumps') return reply(objects.get(key) ?? '')
    const prefix = decodeURIComponent(/prefix=([^&]*)/.exec(query)?.[1] ?? '')
    const keys = [...objects.keys()].filter((one) => one.startsWith(prefix))
    return reply(keys.map((one) => `<Key>${one}</Key>`).join(''))
  }
  const node = createTableNode(
    { PointInTimeRecoverySpecification: {}, ...properties },
    {},
    {
      edges: [
        {
          id: 'b',
          contract: 'api',
          source: 'Node',
          target: 'Dumps',
          port: 'bucket',
          properties: {},
        },
      ],
      // oxlint-disable-next-line require-yield -- it answers at once
      *callApi(request) {
        return answer(request)
      },
    },
  )
  return { ...node, objects }
}
