'use strict'
/** `@amazon-dax-sdk/lib-dax`: https://www.npmjs.com/package/@amazon-dax-sdk/lib-dax */
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb')
const {
  DynamoDBClient,
  createDaxClass,
  createPlainClient,
  paginate,
} = require('coldstart:sdk/internal/dax/createDax')

const OPERATIONS = 'batchGet batchWrite delete get put query scan transactGet transactWrite update'

class DaxDocument extends createDaxClass(OPERATIONS.split(' '), (config) =>
  DynamoDBDocument.from(createPlainClient(config, DynamoDBClient)),
) {}

Object.assign(exports, {
  DaxDocument,
  daxPaginateQuery: paginate(DaxDocument, 'query'),
  daxPaginateScan: paginate(DaxDocument, 'scan'),
})
