import type { JsonValue } from '#services/service.ts'
import { listOf, type Raw, type RawProperties, rawOf } from '../planRaw.ts'

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

const JSON_TYPE = 'application/json'

/** What the form of a method knows: the rest of it stays as it is. */
export interface MethodForm {
  /** Empty: as the wire says. */
  readonly type: string
  readonly uri: string
  readonly timeoutMs: number | null
  /** Whether the answer goes on while it comes. */
  readonly isStreamed: boolean
  readonly passthrough: string
  /** The request template for JSON. */
  readonly requestTemplate: string
  /** The default response's status and its template for JSON. */
  readonly responseStatus: string
  readonly responseTemplate: string
}

const methodsOf = (properties: RawProperties): Raw => rawOf(properties['Methods'])

const responsesOf = (integration: Raw): readonly Raw[] =>
  listOf(integration['IntegrationResponses'])

const isDefault = (response: Raw): boolean => textOf(response['SelectionPattern']) === ''

/** Reads a method for the form. */
export function readMethod(properties: RawProperties, key: string): MethodForm {
  const integration = rawOf(rawOf(methodsOf(properties)[key])['Integration'])
  const response = responsesOf(integration).find(isDefault) ?? {}
  const timeout = integration['TimeoutInMillis']
  return {
    type: textOf(integration['Type']),
    uri: textOf(integration['Uri']),
    timeoutMs: typeof timeout === 'number' ? timeout : null,
    isStreamed: integration['ResponseTransferMode'] === 'STREAM',
    passthrough: textOf(integration['PassthroughBehavior']) || 'WHEN_NO_MATCH',
    requestTemplate: textOf(rawOf(integration['RequestTemplates'])[JSON_TYPE]),
    responseStatus: textOf(response['StatusCode']) || '200',
    responseTemplate: textOf(rawOf(response['ResponseTemplates'])[JSON_TYPE]),
  }
}

const withText = (raw: Raw, name: string, text: string): Raw => {
  const { [name]: _, ...rest } = raw
  return text === '' ? rest : { ...rest, [name]: text }
}

const withTemplates = (raw: Raw, name: string, template: string): Raw => {
  const templates = withText(rawOf(raw[name]), JSON_TYPE, template)
  const { [name]: _, ...rest } = raw
  return Object.keys(templates).length === 0 ? rest : { ...rest, [name]: templates }
}

/** Integrations that map both ways, and so need a response of the method's. */
const isMapped = (type: string): boolean => type === 'AWS' || type === 'HTTP' || type === 'MOCK'

/** The default response, where the integration maps its answers. */
const withResponse = (integration: Raw, form: MethodForm): Raw => {
  const others = responsesOf(integration).filter((response) => !isDefault(response))
  const own = responsesOf(integration).find(isDefault)
  const isPlain = form.responseTemplate === '' && form.responseStatus === '200'
  if (!isMapped(form.type) && own === undefined && isPlain) return integration
  const response = withTemplates(
    { ...own, StatusCode: form.responseStatus },
    'ResponseTemplates',
    form.responseTemplate,
  )
  return { ...integration, IntegrationResponses: [response, ...others] }
}

/** A method has every status that its integration's responses name. */
const withMethodResponses = (method: Raw): Raw => {
  const named = responsesOf(rawOf(method['Integration'])).map((each) => textOf(each['StatusCode']))
  const own = listOf(method['MethodResponses'])
  const missing = [...new Set(named)].filter(
    (status) => !own.some((each) => each['StatusCode'] === status),
  )
  if (missing.length === 0) return method
  return { ...method, MethodResponses: [...own, ...missing.map((StatusCode) => ({ StatusCode }))] }
}

/** The properties with a method as the form says. */
export function planMethod(
  properties: RawProperties,
  key: string,
  form: MethodForm,
): RawProperties {
  const methods = methodsOf(properties)
  const method = rawOf(methods[key])
  let integration = withText(rawOf(method['Integration']), 'Type', form.type)
  integration = withText(integration, 'Uri', form.uri)
  const passthrough = form.passthrough === 'WHEN_NO_MATCH' ? '' : form.passthrough
  integration = withText(integration, 'PassthroughBehavior', passthrough)
  integration = withText(integration, 'ResponseTransferMode', form.isStreamed ? 'STREAM' : '')
  const { TimeoutInMillis: _, ...rest } = integration
  integration = form.timeoutMs === null ? rest : { ...rest, TimeoutInMillis: form.timeoutMs }
  integration = withTemplates(integration, 'RequestTemplates', form.requestTemplate)
  const next = withMethodResponses({ ...method, Integration: withResponse(integration, form) })
  return { ...properties, Methods: { ...methods, [key]: next } }
}

/** A mock of its own that answers preflights: CORS for one resource. https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html */
export function planCorsMock(properties: RawProperties, path: string): RawProperties {
  const header = (name: string): string => `method.response.header.Access-Control-Allow-${name}`
  const OPTIONS: Raw = {
    MethodResponses: [
      {
        StatusCode: '200',
        ResponseParameters: {
          [header('Headers')]: true,
          [header('Methods')]: true,
          [header('Origin')]: true,
        },
      },
    ],
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { [JSON_TYPE]: '{"statusCode": 200}' },
      IntegrationResponses: [
        {
          StatusCode: '200',
          ResponseParameters: {
            [header('Headers')]:
              "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token'",
            [header('Methods')]: "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'",
            [header('Origin')]: "'*'",
          },
        },
      ],
    },
  }
  return {
    ...properties,
    Methods: { ...methodsOf(properties), [`OPTIONS ${path}`]: OPTIONS },
  }
}

/** The properties without what they say of a method. */
export function planMethodRemoval(properties: RawProperties, key: string): RawProperties {
  const { [key]: _, ...rest } = methodsOf(properties)
  return { ...properties, Methods: rest }
}

/** One line of the tree: a resource with its methods. */
export interface ResourceRow {
  /** `/items/{id}` */
  readonly path: string
  /** Its last part, as the tree shows it: `/{id}`. */
  readonly label: string
  readonly depth: number
  readonly methods: readonly string[]
}

/** The resources of some methods as a tree's lines, parents before children. */
export function planTree(keys: readonly string[]): readonly ResourceRow[] {
  const methods = new Map<string, string[]>([['/', []]])
  for (const key of keys) {
    const [httpMethod = '', path = '/'] = key.split(' ')
    const parts = path.split('/').filter((part) => part !== '')
    for (let length = 1; length <= parts.length; length++) {
      const parent = `/${parts.slice(0, length).join('/')}`
      if (!methods.has(parent)) methods.set(parent, [])
    }
    methods.get(parts.length === 0 ? '/' : path)?.push(httpMethod)
  }
  const sorted = [...methods.keys()].sort((one, two) => (one < two ? -1 : one > two ? 1 : 0))
  return sorted.map((path) => {
    const parts = path.split('/').filter((part) => part !== '')
    return {
      path,
      label: `/${parts.at(-1) ?? ''}`,
      depth: parts.length,
      methods: methods.get(path) ?? [],
    }
  })
}
