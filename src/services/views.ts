import type { ComponentType } from 'react'
import { httpApiView } from './apigateway/view/index.ts'
import { domainNameView } from './apigateway/view/domainName.ts'
import { restApiView } from './apigateway/view/restApi.ts'
import type { NodeType } from './catalog.ts'
import { clientView } from './client/view/index.ts'
import { cloudfrontView } from './cloudfront/view/index.ts'
import { daxView } from './dax/view/index.ts'
import { dynamodbView } from './dynamodb/view/index.ts'
import { httpServiceView } from './httpservice/view/index.ts'
import { lambdaView } from './lambda/view/index.ts'
import { s3View } from './s3/view/index.ts'
import { sqsView } from './sqs/view/index.ts'

/** How every service looks: one line a service. */
export const views = {
  'Coldstart::Client': clientView,
  'AWS::CloudFront::Distribution': cloudfrontView,
  'AWS::ApiGatewayV2::Api': httpApiView,
  'AWS::ApiGateway::RestApi': restApiView,
  'AWS::ApiGatewayV2::DomainName': domainNameView,
  'AWS::Lambda::Function': lambdaView,
  'Coldstart::HttpService': httpServiceView,
  'AWS::DynamoDB::Table': dynamodbView,
  'AWS::DAX::Cluster': daxView,
  'AWS::S3::Bucket': s3View,
  'AWS::SQS::Queue': sqsView,
} satisfies { [T in NodeType]: { readonly icon: string } }

/** What the canvas and the inspector need of any view. */
export interface AnyView {
  readonly icon: string
  subline(properties: unknown): string
  readonly Node: ComponentType<{
    readonly properties: unknown
    readonly state: unknown
    readonly now: number
  }>
  readonly panels?: readonly {
    readonly title: string
    readonly Panel: ComponentType<{
      readonly properties: unknown
      readonly state: unknown
      readonly now: number
      readonly nodeId: string
      readonly read: (query: unknown) => Promise<unknown>
      readonly command: (command: unknown) => void
    }>
  }[]
}

/**
 * The view of a node's type. The caller vouches that `properties` were parsed by that type's schema and that `state`
 * is what its service inspected: the compiler cannot tell which of the services a node is.
 */
export const findView = (type: NodeType): AnyView => views[type] as unknown as AnyView
