import { httpApiPrices } from './apigateway/cost.ts'
import { restApiPrices } from './apigateway/rest/cost.ts'
import type { NodeType } from './catalog.ts'
import { cloudfrontPrices } from './cloudfront/cost.ts'
import type { PriceList } from './cost.ts'
import { daxPrices } from './dax/cost.ts'
import { dynamodbPrices } from './dynamodb/cost.ts'
import { httpServicePrices } from './httpservice/cost.ts'
import { lambdaPrices } from './lambda/cost.ts'
import { s3Prices } from './s3/cost.ts'
import { sqsPrices } from './sqs/cost.ts'

/** What AWS charges for each service: one line a service that is charged for. */
export const costs: { readonly [T in NodeType]?: PriceList } = {
  'AWS::CloudFront::Distribution': cloudfrontPrices,
  'AWS::ApiGatewayV2::Api': httpApiPrices,
  'AWS::ApiGateway::RestApi': restApiPrices,
  'AWS::DynamoDB::Table': dynamodbPrices,
  'AWS::DAX::Cluster': daxPrices,
  'Coldstart::HttpService': httpServicePrices,
  'AWS::Lambda::Function': lambdaPrices,
  'AWS::S3::Bucket': s3Prices,
  'AWS::SQS::Queue': sqsPrices,
}
