import type { ApiParts } from './properties.ts'

/**
 * What a deployment keeps beside methods and where they lead: "a deployment is a point-in-time snapshot of your API's resources,
 * methods, integrations, models, and other settings". https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
 */
export const DEPLOYED_PARTS = [
  'Authorizers',
  'Models',
  'RequestValidators',
  'GatewayResponses',
  'BinaryMediaTypes',
  'MinimumCompressionSize',
  'Policy',
] as const satisfies readonly (keyof ApiParts)[]
