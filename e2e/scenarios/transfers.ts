/** A table with a bucket for its exports, and clients that keep the run going. */
export const transfersScenario = {
  coldstart: 1,
  name: 'Exports',
  seed: 7,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      position: { x: 0, y: -260 },
      properties: { Load: { Stages: [{ DurationSeconds: 600, TargetPerSecond: 1 }] } },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 420, y: -260 } },
    {
      id: 'OrdersTable',
      type: 'AWS::DynamoDB::Table',
      position: { x: 0, y: 0 },
      properties: {
        TableName: 'orders',
        AttributeDefinitions: [{ AttributeName: 'order', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'order', KeyType: 'HASH' }],
      },
      model: { TransferSeconds: 1 },
      data: Array.from({ length: 40 }, (_, n) => ({ order: { S: `o${n}` }, n: { N: `${n}` } })),
    },
    {
      id: 'dumps',
      type: 'AWS::S3::Bucket',
      position: { x: 420, y: 0 },
      data: [{ Key: 'in/rows.csv', Text: 'order,total\na,1\nb,2\n,3\n' }],
    },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'OrdersTable', target: 'dumps', port: 'bucket' },
  ],
}
