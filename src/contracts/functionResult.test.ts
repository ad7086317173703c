import { describe, expect, test } from 'vitest'
import { readFunctionResult } from './functionResult.ts'

const read2 = (result: unknown) => readFunctionResult(JSON.stringify(result), '2.0')
const read1 = (result: unknown) => readFunctionResult(JSON.stringify(result), '1.0')

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
describe('format 2.0, inferred: "valid JSON and doesn\'t return a statusCode"', () => {
  test('"isBase64Encoded is false, statusCode is 200, content-type is application/json, body is the response"', () => {
    expect(readFunctionResult('{"message": "Hello"}', '2.0')).toEqual({
      status: 200,
      headers: [['content-type', 'application/json']],
      body: '{"message": "Hello"}',
    })
  })

  test('a string is the body itself', () => {
    expect(read2('Hello from Lambda!')).toMatchObject({ status: 200, body: 'Hello from Lambda!' })
  })

  test.each([
    [null, 'null'],
    [[1, 2], '[1,2]'],
    [7, '7'],
    [{}, '{}'],
  ])('%j is the body as JSON', (result, body) =>
    expect(read2(result)).toMatchObject({ status: 200, body }),
  )

  test('headers without a statusCode are only part of the body', () => {
    expect(read2({ headers: { a: 'b' } })).toEqual({
      status: 200,
      headers: [['content-type', 'application/json']],
      body: '{"headers":{"a":"b"}}',
    })
  })
})

describe('format 2.0, structured', () => {
  test("AWS's example: status, headers, body, cookies as set-cookie headers", () => {
    expect(
      read2({
        cookies: ['cookie1=a', 'cookie2=b; Secure'],
        isBase64Encoded: false,
        statusCode: 201,
        headers: { 'Content-Type': 'text/html', 'X-Count': 3, 'X-Flag': true },
        body: '<p>Hi</p>',
      }),
    ).toEqual({
      status: 201,
      headers: [
        ['content-type', 'text/html'],
        ['x-count', '3'],
        ['x-flag', 'true'],
        ['set-cookie', 'cookie1=a'],
        ['set-cookie', 'cookie2=b; Secure'],
      ],
      body: '<p>Hi</p>',
    })
  })

  test('the content type is text/plain where none is named [measured]', () => {
    expect(read2({ statusCode: 200, body: 'x' })).toMatchObject({
      headers: [['content-type', 'text/plain; charset=utf-8']],
    })
  })

  test('a base64 body becomes bytes, whatever its content type', () => {
    expect(read2({ statusCode: 200, body: 'AP8=', isBase64Encoded: true })).toMatchObject({
      body: new Uint8Array([0, 255]),
    })
  })

  test('a numeric string is a status too; unknown fields are passed over', () => {
    expect(read2({ statusCode: '404', whatever: {} })).toMatchObject({ status: 404, body: '' })
  })

  test("what the gateway computes is not the function's to say", () => {
    const headers = {
      'Content-Length': '1',
      Date: 'x',
      Connection: 'close',
      'Apigw-Requestid': 'x',
    }
    expect(
      read2({ statusCode: 200, headers: { ...headers, 'content-type': 'a/b' } }),
    ).toMatchObject({
      headers: [['content-type', 'a/b']],
    })
  })

  test.each([
    [{ statusCode: 'ok' }, 'statusCode'],
    [{ statusCode: 0 }, 'statusCode'],
    [{ statusCode: 1_000 }, 'statusCode'],
    [{ statusCode: 200.5 }, 'statusCode'],
    [{ statusCode: 200, body: { a: 1 } }, 'body is not a string'],
    [{ statusCode: 200, body: 5 }, 'body is not a string'],
    [{ statusCode: 200, body: '!', isBase64Encoded: true }, 'not base64'],
    [{ statusCode: 200, headers: [] }, 'headers is not an object'],
    [{ statusCode: 200, headers: { a: { b: 1 } } }, 'header a'],
    [{ statusCode: 200, headers: { a: null } }, 'header a'],
    [{ statusCode: 200, cookies: 'a=b' }, 'cookies'],
    [{ statusCode: 200, cookies: [1] }, 'cookie'],
  ])('%j is malformed', (result, why) => {
    expect(read2(result)).toEqual({ malformed: expect.stringContaining(why) as string })
  })

  test('what is no JSON is malformed', () => {
    expect(readFunctionResult('oops', '2.0')).toHaveProperty('malformed')
  })
})

describe('format 1.0', () => {
  test('"API Gateway merges [headers and multiValueHeaders] into a single list"; a pair in both appears once', () => {
    expect(
      read1({
        statusCode: 200,
        headers: { A: '1', B: '2' },
        multiValueHeaders: { a: ['1', '3'], 'Set-Cookie': ['x=1', 'y=2'] },
        body: '{}',
      }),
    ).toEqual({
      status: 200,
      headers: [
        ['content-type', 'application/json'],
        ['b', '2'],
        ['a', '1'],
        ['a', '3'],
        ['set-cookie', 'x=1'],
        ['set-cookie', 'y=2'],
      ],
      body: '{}',
    })
  })

  test.each([
    [{ body: 'x' }],
    ['text'],
    [null],
    [{ statusCode: 200, multiValueHeaders: { a: 'b' } }],
  ])('%j is malformed: there is no inferring', (result) =>
    expect(read1(result)).toHaveProperty('malformed'),
  )
})
