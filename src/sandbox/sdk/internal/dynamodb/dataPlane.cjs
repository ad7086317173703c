'use strict'
/**
 * Shapes of DynamoDB's data plane (API version 2012-08-10), in the order in which the SDK knows their members.
 * Notation: `member`, `member:t` (t: timestamp, i: idempotency token, A: AttributeValue, [x: list, {x: map of x,
 * otherwise a shape's name); a shape ends with `;`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 */
exports.shapes = `
AttributeValueUpdate = Value:A Action ;
BatchExecuteStatementInput = Statements:[BatchStatementRequest ReturnConsumedCapacity ;
BatchExecuteStatementOutput = Responses:[BatchStatementResponse ConsumedCapacity:[ConsumedCapacity
  ;
BatchGetItemInput = RequestItems:{KeysAndAttributes ReturnConsumedCapacity ;
BatchGetItemOutput = Responses:{[{A UnprocessedKeys:{KeysAndAttributes
  ConsumedCapacity:[ConsumedCapacity ;
BatchStatementError = Code Message Item:{A ;
BatchStatementRequest = Statement Parameters:[A ConsistentRead ReturnValuesOnConditionCheckFailure
  ;
BatchStatementResponse = Error:BatchStatementError TableName Item:{A ;
BatchWriteItemInput = RequestItems:{[WriteRequest ReturnConsumedCapacity
  ReturnItemCollectionMetrics ;
BatchWriteItemOutput = UnprocessedItems:{[WriteRequest
  ItemCollectionMetrics:{[ItemCollectionMetrics ConsumedCapacity:[ConsumedCapacity ;
CancellationReason = Item:{A Code Message ;
Capacity = ReadCapacityUnits WriteCapacityUnits CapacityUnits ;
Condition = ComparisonOperator AttributeValueList:[A ;
ConditionCheck = Key:{A TableName ConditionExpression ExpressionAttributeNames:{
  ExpressionAttributeValues:{A ReturnValuesOnConditionCheckFailure ;
ConsumedCapacity = TableName CapacityUnits ReadCapacityUnits WriteCapacityUnits Table:Capacity
  LocalSecondaryIndexes:{Capacity GlobalSecondaryIndexes:{Capacity VectorIndexes:{VectorCapacity ;
Delete = Key:{A TableName ConditionExpression ExpressionAttributeNames:{
  ExpressionAttributeValues:{A ReturnValuesOnConditionCheckFailure ;
DeleteItemInput = TableName Key:{A Expected:{ExpectedAttributeValue ConditionalOperator
  ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics ConditionExpression
  ExpressionAttributeNames:{ ExpressionAttributeValues:{A ReturnValuesOnConditionCheckFailure ;
DeleteItemOutput = Attributes:{A ConsumedCapacity:ConsumedCapacity
  ItemCollectionMetrics:ItemCollectionMetrics ;
DeleteRequest = Key:{A ;
ExecuteStatementInput = Statement Parameters:[A ConsistentRead NextToken ReturnConsumedCapacity
  Limit ReturnValuesOnConditionCheckFailure ;
ExecuteStatementOutput = Items:[{A NextToken ConsumedCapacity:ConsumedCapacity LastEvaluatedKey:{A
  ;
ExecuteTransactionInput = TransactStatements:[ParameterizedStatement ClientRequestToken:i
  ReturnConsumedCapacity ;
ExecuteTransactionOutput = Responses:[ItemResponse ConsumedCapacity:[ConsumedCapacity ;
ExpectedAttributeValue = Value:A Exists ComparisonOperator AttributeValueList:[A ;
Get = Key:{A TableName ProjectionExpression ExpressionAttributeNames:{ ;
GetItemInput = TableName Key:{A AttributesToGet:[ ConsistentRead ReturnConsumedCapacity
  ProjectionExpression ExpressionAttributeNames:{ ;
GetItemOutput = Item:{A ConsumedCapacity:ConsumedCapacity ;
ItemCollectionMetrics = ItemCollectionKey:{A SizeEstimateRangeGB:[ ;
ItemResponse = Item:{A ;
KeysAndAttributes = Keys:[{A AttributesToGet:[ ConsistentRead ProjectionExpression
  ExpressionAttributeNames:{ ;
ParameterizedStatement = Statement Parameters:[A ReturnValuesOnConditionCheckFailure ;
Put = Item:{A TableName ConditionExpression ExpressionAttributeNames:{
  ExpressionAttributeValues:{A ReturnValuesOnConditionCheckFailure ;
PutItemInput = TableName Item:{A Expected:{ExpectedAttributeValue ReturnValues
  ReturnConsumedCapacity ReturnItemCollectionMetrics ConditionalOperator ConditionExpression
  ExpressionAttributeNames:{ ExpressionAttributeValues:{A ReturnValuesOnConditionCheckFailure ;
PutItemOutput = Attributes:{A ConsumedCapacity:ConsumedCapacity
  ItemCollectionMetrics:ItemCollectionMetrics ;
PutRequest = Item:{A ;
QueryInput = TableName IndexName Select AttributesToGet:[ Limit ConsistentRead
  KeyConditions:{Condition QueryFilter:{Condition ConditionalOperator ScanIndexForward
  ExclusiveStartKey:{A ReturnConsumedCapacity ProjectionExpression FilterExpression
  KeyConditionExpression ExpressionAttributeNames:{ ExpressionAttributeValues:{A ;
QueryOutput = Items:[{A Count ScannedCount LastEvaluatedKey:{A ConsumedCapacity:ConsumedCapacity ;
ScanInput = TableName IndexName AttributesToGet:[ Limit Select ScanFilter:{Condition
  ConditionalOperator ExclusiveStartKey:{A ReturnConsumedCapacity TotalSegments Segment
  ProjectionExpression FilterExpression ExpressionAttributeNames:{ ExpressionAttributeValues:{A
  ConsistentRead ;
ScanOutput = Items:[{A Count ScannedCount LastEvaluatedKey:{A ConsumedCapacity:ConsumedCapacity ;
SearchResultItem = Item:{A Score ;
SearchVectorsInput = TableName IndexName SearchVector:[A TopK ReturnConsumedCapacity
  ExpressionAttributeNames:{ ExpressionAttributeValues:{A ProjectionExpression
  SearchConditionExpression ;
SearchVectorsOutput = ConsumedCapacity:VectorCapacity SearchResults:[SearchResultItem ;
ThrottlingReason = reason resource ;
TransactGetItem = Get:Get ;
TransactGetItemsInput = TransactItems:[TransactGetItem ReturnConsumedCapacity ;
TransactGetItemsOutput = ConsumedCapacity:[ConsumedCapacity Responses:[ItemResponse ;
TransactWriteItem = ConditionCheck:ConditionCheck Put:Put Delete:Delete Update:Update ;
TransactWriteItemsInput = TransactItems:[TransactWriteItem ReturnConsumedCapacity
  ReturnItemCollectionMetrics ClientRequestToken:i ;
TransactWriteItemsOutput = ConsumedCapacity:[ConsumedCapacity
  ItemCollectionMetrics:{[ItemCollectionMetrics ;
Update = Key:{A UpdateExpression TableName ConditionExpression ExpressionAttributeNames:{
  ExpressionAttributeValues:{A ReturnValuesOnConditionCheckFailure ;
UpdateItemInput = TableName Key:{A AttributeUpdates:{AttributeValueUpdate
  Expected:{ExpectedAttributeValue ConditionalOperator ReturnValues ReturnConsumedCapacity
  ReturnItemCollectionMetrics UpdateExpression ConditionExpression ExpressionAttributeNames:{
  ExpressionAttributeValues:{A ReturnValuesOnConditionCheckFailure ;
UpdateItemOutput = Attributes:{A ConsumedCapacity:ConsumedCapacity
  ItemCollectionMetrics:ItemCollectionMetrics ;
VectorCapacity = VectorSearchRequestBytes VectorWriteRequestBytes ;
WriteRequest = PutRequest:PutRequest DeleteRequest:DeleteRequest ;
`
