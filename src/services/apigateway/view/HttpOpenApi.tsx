import type { PanelProps } from '#services/view.ts'
import type { ApiState, httpApiDefinition } from '../definition.ts'
import { exportHttpApi, importHttpApi } from '../openapi/planHttpOpenApi.ts'
import { planWires } from '../openapi/planWires.ts'
import { readPlace } from './readPlace.ts'
import { OpenApi } from './OpenApi.tsx'

/** What a document says of an HTTP API. */
const SAID = new Set(['Name', 'Routes', 'Authorizers', 'CorsConfiguration'])

/** An HTTP API's definition in and out. */
export function HttpOpenApi({
  source,
  state,
  edit,
  read,
  look,
  draw,
}: PanelProps<typeof httpApiDefinition, ApiState>) {
  const name = source.properties['Name']
  return (
    <OpenApi
      name={typeof name === 'string' ? name : 'api'}
      create={async () =>
        exportHttpApi(
          source.properties,
          state?.protocol === 'HTTP' ? state.wires : [],
          readPlace(await read({ type: 'place' })),
        )
      }
      take={(document) => {
        const imported = importHttpApi(document)
        if (typeof imported === 'string') return imported
        const kept = Object.entries(source.properties).filter(([key]) => !SAID.has(key))
        return {
          properties: { ...Object.fromEntries(kept), ...imported.properties },
          notes: [],
        }
      }}
      edit={edit}
      wire={(document) => planWires(document, 'RouteKeys', look())}
      draw={draw}
    />
  )
}
