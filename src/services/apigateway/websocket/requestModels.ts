import type { Body } from '#contracts/body.ts'
import type { httpApiDefinition } from '../definition.ts'
import { createModel, type Model } from '../rest/models.ts'
import type * as z from 'zod/mini'
import { evaluateSelection } from './selectRoute.ts'

type Properties = Pick<z.output<typeof httpApiDefinition.properties>, 'Models' | 'Routes'>

/** The models of a WebSocket API's routes. */
export interface RequestModels {
  /** What is wrong with a message that `route` takes; null where it may pass. */
  check(route: string, data: Body): string | null
}

const DEFAULT = '$default'

const parse = (data: Body): { readonly value: unknown } | null => {
  if (typeof data !== 'string') return null
  try {
    return { value: JSON.parse(data) as unknown }
  } catch {
    return null
  }
}

/**
 * Validation by the model that `ModelSelectionExpression` picks, before the integration, be it a proxy or not. "If there
 * is no matching model and $default isn't defined, the validation fails."
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html
 */
export function createRequestModels({ Models = {}, Routes = {} }: Properties): RequestModels {
  const made = new Map<string, Model | null>()
  const schemaOf = (name: string): unknown =>
    Object.hasOwn(Models, name) ? Models[name]?.Schema : undefined

  const find = (name: string): Model | null => {
    const known = made.get(name)
    if (known !== undefined) return known
    const schema = schemaOf(name)
    const model = schema === undefined ? null : createModel(schema, schemaOf)
    made.set(name, model)
    return model
  }

  return {
    check(route, data) {
      const own = Object.hasOwn(Routes, route) ? Routes[route] : undefined
      const expression = own?.ModelSelectionExpression
      if (expression === undefined) return null
      const models = own?.RequestModels ?? {}
      const key = evaluateSelection(expression, data) ?? DEFAULT
      const name = Object.hasOwn(models, key) ? models[key] : models[DEFAULT]
      if (name === undefined) return `no model for ${key}`
      const model = find(name)
      if (model === null) return `there is no model ${name}`
      const parsed = parse(data)
      return parsed === null ? 'Invalid JSON' : model(parsed.value)
    },
  }
}
