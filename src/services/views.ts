import { httpApiView } from './apigateway/view/index.ts'
import type { NodeType } from './catalog.ts'
import { clientView } from './client/view/index.ts'
import { dynamodbView } from './dynamodb/view/index.ts'
import { lambdaView } from './lambda/view/index.ts'

/** How every service looks: one line a service. */
export const views = {
  'Coldstart::Client': clientView,
  'AWS::ApiGatewayV2::Api': httpApiView,
  'AWS::Lambda::Function': lambdaView,
  'AWS::DynamoDB::Table': dynamodbView,
} satisfies { [T in NodeType]: { readonly icon: string } }
