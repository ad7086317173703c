import { describe, expect, test } from 'vitest'
import { applyCors, checkCors, type CorsConfiguration, isPreflight } from './cors.ts'

const CORS: CorsConfiguration = {
  AllowOrigins: ['https://app.example'],
  AllowMethods: ['GET', 'PUT'],
  AllowHeaders: ['content-type', 'authorization'],
  ExposeHeaders: ['x-total'],
  MaxAge: 300,
  AllowCredentials: true,
}

const preflight = (origin: string, method = 'PUT') => ({
  method: 'OPTIONS',
  headers: [
    ['Origin', origin],
    ['Access-Control-Request-Method', method],
  ] as const,
})

const plain = (origin?: string) => ({
  method: 'GET',
  headers: origin === undefined ? [] : ([['origin', origin]] as const),
})

describe('preflight', () => {
  test('needs OPTIONS, Origin and Access-Control-Request-Method', () => {
    const { headers } = preflight('https://app.example')
    expect(isPreflight('OPTIONS', headers)).toBe(true)
    expect(isPreflight('GET', headers)).toBe(false)
    expect(isPreflight('OPTIONS', headers.slice(0, 1))).toBe(false)
    expect(isPreflight('OPTIONS', headers.slice(1))).toBe(false)
  })

  test('is answered with what is configured', () => {
    expect(applyCors(CORS, preflight('https://app.example'), [])).toEqual([
      ['access-control-allow-origin', 'https://app.example'],
      ['access-control-allow-credentials', 'true'],
      ['access-control-allow-methods', 'GET,PUT'],
      ['access-control-allow-headers', 'content-type,authorization'],
      ['access-control-max-age', '300'],
    ])
  })

  test('from another origin, or for another method, gets no CORS headers', () => {
    expect(applyCors(CORS, preflight('https://evil.example'), [])).toEqual([])
    expect(applyCors(CORS, preflight('https://app.example', 'DELETE'), [])).toEqual([])
  })

  test('* stands for every method and every header', () => {
    const cors = { AllowOrigins: ['*'], AllowMethods: ['*'], AllowHeaders: ['*'] }
    expect(applyCors(cors, preflight('https://any.example', 'DELETE'), [])).toEqual([
      ['access-control-allow-origin', '*'],
      ['access-control-allow-methods', '*'],
      ['access-control-allow-headers', '*'],
    ])
  })
})

describe('responses', () => {
  test('"API Gateway ignores CORS headers returned from your backend integration"', () => {
    const backend = [
      ['content-type', 'a/b'],
      ['Access-Control-Allow-Origin', '*'],
      ['access-control-allow-headers', 'x'],
    ] as const
    expect(applyCors(CORS, plain('https://app.example'), backend)).toEqual([
      ['content-type', 'a/b'],
      ['access-control-allow-origin', 'https://app.example'],
      ['access-control-allow-credentials', 'true'],
      ['access-control-expose-headers', 'x-total'],
    ])
  })

  test('without Origin, or from one that is not allowed, there are no CORS headers', () => {
    expect(applyCors(CORS, plain(), [])).toEqual([])
    expect(applyCors(CORS, plain('https://app.example.evil'), [])).toEqual([])
  })

  test('an origin may end in a star', () => {
    const cors = { AllowOrigins: ['https://*'] }
    expect(applyCors(cors, plain('https://a.example'), [])).toEqual([
      ['access-control-allow-origin', 'https://a.example'],
    ])
    expect(applyCors(cors, plain('http://a.example'), [])).toEqual([])
  })
})

test('* cannot go with credentials', () => {
  expect(checkCors({ AllowOrigins: ['*'], AllowCredentials: true })).toHaveLength(1)
  expect(checkCors({ AllowOrigins: ['*'] })).toEqual([])
  expect(checkCors(CORS)).toEqual([])
})
