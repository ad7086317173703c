import { expect, test } from 'vitest'
import { signersOf } from './signers.ts'

const user = (name: string) => ({
  UserName: name,
  AccessKeyId: `AKIA${name}`,
  SecretAccessKey: 'secret',
})

test('the users of an API, and of those behind a custom domain, each once; what is no user is none', () => {
  const document = {
    nodes: [
      { id: 'Domain', properties: {} },
      { id: 'Api', properties: { IamUsers: [user('ann'), user('bob'), { UserName: 'odd' }, 7] } },
      { id: 'Other', properties: { IamUsers: [user('ann')] } },
      { id: 'Plain' },
    ],
    edges: [
      { source: 'Domain', target: 'Api' },
      { source: 'Domain', target: 'Other' },
    ],
  }
  const names = (node: string) => signersOf(document, node).map(({ name }) => name)
  expect([names('Api'), names('Domain'), names('Plain')]).toEqual([
    ['ann', 'bob'],
    ['ann', 'bob'],
    [],
  ])
})
