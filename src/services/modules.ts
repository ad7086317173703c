import { domainName } from './apigateway/domain/service.ts'
import { restApi } from './apigateway/rest/service.ts'
import { httpApi } from './apigateway/service.ts'
import { client } from './client/service.ts'
import { cloudfront } from './cloudfront/service.ts'
import { dax } from './dax/service.ts'
import { dynamodb } from './dynamodb/service.ts'
import { httpService } from './httpservice/service.ts'
import { lambda } from './lambda/service.ts'
import { s3 } from './s3/service.ts'
import { sqs } from './sqs/service.ts'
import type { NodeType } from './catalog.ts'

/** What makes each service run: one line a service, in the catalogue's order. */
export const modules = {
  'Coldstart::Client': client,
  'AWS::CloudFront::Distribution': cloudfront,
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGatewayV2::DomainName': domainName,
  'AWS::Lambda::Function': lambda,
  'Coldstart::HttpService': httpService,
  'AWS::DynamoDB::Table': dynamodb,
  'AWS::DAX::Cluster': dax,
  'AWS::S3::Bucket': s3,
  'AWS::SQS::Queue': sqs,
} satisfies { [T in NodeType]: { definition: { type: T } } }
