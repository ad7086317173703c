import { httpApiDefinition } from './apigateway/definition.ts'
import { domainNameDefinition } from './apigateway/domain/definition.ts'
import { restApiDefinition } from './apigateway/rest/definition.ts'
import { clientDefinition } from './client/definition.ts'
import { cloudfrontDefinition } from './cloudfront/definition.ts'
import { daxDefinition } from './dax/definition.ts'
import { dynamodbDefinition } from './dynamodb/definition.ts'
import { httpServiceDefinition } from './httpservice/definition.ts'
import { lambdaDefinition } from './lambda/definition.ts'
import { s3Definition } from './s3/definition.ts'
import { sqsDefinition } from './sqs/definition.ts'

/** Every service there is, as data: one line a service. Order is the palette's within a category. */
export const catalog = {
  'Coldstart::Client': clientDefinition,
  'AWS::CloudFront::Distribution': cloudfrontDefinition,
  'AWS::ApiGatewayV2::Api': httpApiDefinition,
  'AWS::ApiGateway::RestApi': restApiDefinition,
  'AWS::ApiGatewayV2::DomainName': domainNameDefinition,
  'AWS::Lambda::Function': lambdaDefinition,
  'Coldstart::HttpService': httpServiceDefinition,
  'AWS::DynamoDB::Table': dynamodbDefinition,
  'AWS::DAX::Cluster': daxDefinition,
  'AWS::S3::Bucket': s3Definition,
  'AWS::SQS::Queue': sqsDefinition,
} as const

/** All definitions by their type. */
export type Catalog = typeof catalog
/** The type of a node that can be in a scenario. */
export type NodeType = keyof Catalog
export type Definition = Catalog[NodeType]

/** Whether `type` names a service of the catalogue. */
export const isNodeType = (type: string): type is NodeType => Object.hasOwn(catalog, type)
