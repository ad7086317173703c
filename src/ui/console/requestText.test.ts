import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { splitTarget, toCurl, toFetch, type WrittenRequest } from './requestText.ts'

const request: WrittenRequest = {
  node: 'Api',
  method: 'PUT',
  scheme: 'https',
  target: "/items/it's 50%25?a=ü",
  headers: "content-type: application/json\nx-quote: it's",
  body: `{"name":"it's"}`,
  signer: '',
}

test('a target is split and escaped, what is escaped stays', () => {
  expect(splitTarget(request.target)).toEqual({ path: "/items/it's%2050%25", query: 'a=%C3%BC' })
  expect(splitTarget('items#top')).toEqual({ path: '/items', query: '' })
})

test('what is sent in the clear tells the server so', () => {
  const plain: WrittenRequest = { ...request, scheme: 'http', headers: '' }
  expect(toCurl(plain)).toContain("-H 'X-Forwarded-Proto: http'")
  expect(toFetch(plain)).toContain('"X-Forwarded-Proto",\n')
  expect(toCurl(request)).not.toContain('X-Forwarded-Proto')
})

test('a shell reads of the curl command what was written', () => {
  const shown = execFileSync('sh', [
    '-c',
    toCurl(request).replace(
      /^curl/,
      `node -e 'console.log(JSON.stringify(process.argv.slice(1)))' --`,
    ),
  ])
  expect(JSON.parse(shown.toString())).toEqual([
    '-i',
    '-X',
    'PUT',
    "http://127.0.0.1:4566/Api/items/it's%2050%25?a=%C3%BC",
    '-H',
    'content-type: application/json',
    '-H',
    "x-quote: it's",
    '--data-raw',
    `{"name":"it's"}`,
  ])
})

test('curl signs by itself', () => {
  const signer = { accessKeyId: 'AKIAANN', secretAccessKey: 'secret', region: 'us-east-1' }
  expect(
    toCurl({ ...request, headers: '', body: '' }, signer)
      .split(' \\\n')
      .slice(1),
  ).toEqual(["  --aws-sigv4 'aws:amz:us-east-1:execute-api'", "  --user 'AKIAANN:secret'"])
})

test('the code for fetch asks for the same', async () => {
  const asked: unknown[] = []
  const fetch = (url: string, init: unknown) => {
    asked.push(url, init)
    return { status: 200, text: () => Promise.resolve('') }
  }
  const log = { log: () => undefined }
  // oxlint-disable-next-line typescript/no-implied-eval -- the code under test
  await new Function('fetch', 'console', `return (async () => {${toFetch(request)}})()`)(fetch, log)
  expect(asked).toEqual([
    "http://127.0.0.1:4566/Api/items/it's%2050%25?a=%C3%BC",
    {
      method: 'PUT',
      headers: [
        ['content-type', 'application/json'],
        ['x-quote', "it's"],
      ],
      body: `{"name":"it's"}`,
    },
  ])
})
