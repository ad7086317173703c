import { itemsApi } from '#gallery/itemsApi.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { applyEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { checkHandlers } from './checkHandlers.ts'
import { answerTo } from './testing/answerTo.ts'

// "You can use the AWS SDK … included in the runtime": all of its clients can be imported; a role that allows nothing is
// refused what they ask. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html

const HANDLER = `
  import { AuthorizationErrorException, PublishCommand as Publish, SNSClient } from '@aws-sdk/client-sns'
  import * as secrets from '@aws-sdk/client-secrets-manager'
  import { SFN, SFNClient, paginateListExecutions } from "@aws-sdk/client-sfn"
  const tell = async (send) => {
    try { await send() } catch (error) {
      return [error.name, error.message.replace(/^User: \\S+ /, ''), error.$metadata.httpStatusCode, error instanceof AuthorizationErrorException]
    }
  }
  export const handler = async () => ({
    statusCode: 200,
    body: JSON.stringify([
      await tell(() => new SNSClient({}).send(new Publish({ TopicArn: 'a', Message: 'b' }))),
      await tell(() => new secrets.SecretsManagerClient().send(new secrets.GetSecretValueCommand({ SecretId: 'a' }))),
      await tell(() => new SFN({}).startExecution({ stateMachineArn: 'a' })),
      await tell(async () => { for await (const page of paginateListExecutions({ client: new SFNClient({}) }, {})) page }),
    ]),
  })`

const withCode = (code: Readonly<Record<string, string>>): Scenario =>
  applyEdit(itemsApi, { type: 'set-code', node: 'ItemsFunction', code })

test('clients of services that are not here can be imported, and their calls are denied by IAM', () => {
  const answer = answerTo(withCode({ 'index.mjs': HANDLER }), loadQuickJs())
  const words = (action: string): string =>
    `is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`
  expect(answer.type === 'answered' ? JSON.parse(answer.body) : answer).toEqual([
    ['AuthorizationErrorException', words('sns:Publish'), 400, true],
    ['AccessDeniedException', words('secretsmanager:GetSecretValue'), 400, false],
    ['AccessDeniedException', words('states:StartExecution'), 400, false],
    ['AccessDeniedException', words('states:ListExecutions'), 400, false],
  ])
})

test('a warning names the service, and what is no client at all is missing', () => {
  const code = {
    'index.mjs':
      "import '@aws-sdk/client-sns'\nimport '@aws-sdk/client-nothing'\nexport const handler = async () => 1",
  }
  expect(checkHandlers(withCode(code), loadQuickJs())).toMatchObject([
    { kind: 'warning', message: expect.stringContaining('@aws-sdk/client-sns') as string },
    { kind: 'error', message: expect.stringContaining("'@aws-sdk/client-nothing'") as string },
  ])
})
