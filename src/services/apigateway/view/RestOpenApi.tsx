import type { PanelProps } from '#services/view.ts'
import { exportRestApi } from '../openapi/planRestExport.ts'
import { importRestApi } from '../openapi/planRestImport.ts'
import { planWires } from '../openapi/planWires.ts'
import { readPlace } from './readPlace.ts'
import type { restApiDefinition, RestApiState } from '../rest/definition.ts'
import { OpenApi } from './OpenApi.tsx'

/** What a document can say of an API; stages, plans and users are not in it. */
const KEPT = new Set([
  'Stages',
  'DefaultStage',
  'Deployments',
  'EndpointConfiguration',
  'DisableExecuteApiEndpoint',
  'IamUsers',
  'ApiKeys',
  'UsagePlans',
  'WebACL',
])

/** A REST API's definition in and out. */
export function RestOpenApi({
  source,
  state,
  edit,
  read,
  look,
  draw,
}: PanelProps<typeof restApiDefinition, RestApiState>) {
  const name = source.properties['Name']
  return (
    <OpenApi
      name={typeof name === 'string' ? name : 'api'}
      create={async () =>
        exportRestApi(
          source.properties,
          state?.methods ?? [],
          readPlace(await read({ type: 'place' })),
        )
      }
      take={(document) => {
        const imported = importRestApi(document)
        if (typeof imported === 'string') return imported
        const kept = Object.entries(source.properties).filter(([key]) => KEPT.has(key))
        const properties = { ...Object.fromEntries(kept), ...imported.properties }
        return { properties, notes: imported.problems }
      }}
      edit={edit}
      wire={(document) => planWires(document, 'Methods', look())}
      draw={draw}
    />
  )
}
