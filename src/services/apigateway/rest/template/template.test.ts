import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { renderTemplate } from './render.ts'
import { parseTemplate } from './syntax.ts'
import { fromJson, TemplateError, type Value } from './value.ts'
import { createVariables, PayloadError } from './variables.ts'

const require = createRequire(import.meta.url)

const NO_PARAMS = { path: {}, querystring: {}, header: {} }

const render = (
  template: string,
  body = '',
  more: Partial<Parameters<typeof createVariables>[0]> = {},
): string =>
  renderTemplate(
    parseTemplate(template),
    createVariables({
      body,
      params: NO_PARAMS,
      context: new Map<string, Value>(),
      stageVariables: {},
      ...more,
    }),
  )

/** Cells of the table's one row: `Template|Header|Payload|Status code|Result`, each in backticks. */
const CELL = /`([^`]*)`/g

const readRecorded = () => {
  const table = require.resolve('api-gateway-mapping-template').replace(/index\.js$/, 'test/_.md')
  return readFileSync(table, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('`'))
    .map((line) => {
      const cells = [...line.replaceAll('``', '` `').matchAll(CELL)]
      const [template = '', , payload = '', status = '', result = ''] = cells.map(([, cell = '']) =>
        cell === ' ' ? '' : cell,
      )
      return { template, payload, status, result }
    })
}

describe('what the real service answered (the table of api-gateway-mapping-template’s tests)', () => {
  const recorded = readRecorded()

  test('holds 25 results', () => expect(recorded).toHaveLength(25))

  test.each(recorded)('$template of $payload: $status $result', (row) => {
    const answer = (): string => {
      try {
        return JSON.stringify(JSON.parse(render(row.template, row.payload)))
      } catch (error) {
        if (!(error instanceof PayloadError)) throw error
        return `{"message": "${error.message}"}`
      }
    }
    const expected = row.status === '200' ? JSON.stringify(JSON.parse(row.result)) : row.result
    expect(answer()).toBe(expected)
  })
})

describe('$input', () => {
  test('params(name) looks in the path, then the query string, then the headers', () => {
    const params = {
      path: { a: 'path' },
      querystring: { a: 'q', b: 'q' },
      header: { a: 'h', c: 'h' },
    }
    const template = "$input.params('a') $input.params('b') $input.params('c') [$input.params('d')]"
    expect(render(template, '', { params })).toBe('path q h []')
    expect(render("$input.params().header.get('c')", '', { params })).toBe('h')
  })

  test('path answers objects that have size() and print as Java prints them, json the JSON text', () => {
    const body = '{"pets":[{"id":1,"name":"Rex"}],"owner":{"a":1,"b":"x"}}'
    expect(render("$input.path('$.pets').size()", body)).toBe('1')
    expect(render("$input.path('$.pets[0].name')", body)).toBe('Rex')
    expect(render("$input.path('$.owner')", body)).toBe('{a=1, b=x}')
    expect(render("$input.json('$.owner')", body)).toBe('{"a":1,"b":"x"}')
    expect(render("$input.json('$.pets[*].id')", body)).toBe('[1]')
    expect(render("$input.json('$.nothing')", body)).toBe('""')
    expect(render('$input.body', body)).toBe(body)
  })
})

describe('Velocity', () => {
  test('#set, #if, #elseif, #else, #foreach with $foreach and $velocityCount', () => {
    const template = `#set($root = $input.path('$'))
[#foreach($pet in $root.pets){"n":$velocityCount,"name":"$pet.name"}#if($foreach.hasNext),#end#end]
#if($root.pets.size() > 1 && $root.pets[0].name == 'Rex')many#elseif($root.pets.size() == 1)one#{else}none#end`
    const body = '{"pets":[{"name":"Rex"},{"name":"Tom"}]}'
    expect(render(template, body)).toBe('[{"n":1,"name":"Rex"},{"n":2,"name":"Tom"}]\nmany')
  })

  test('a reference to nothing prints its own source, the quiet form nothing', () => {
    expect(render('$nothing ${nothing.at.all} $!nothing|')).toBe('$nothing ${nothing.at.all} |')
  })

  test('maps and lists of its own: put, get, keySet, entrySet, add', () => {
    const template = `#set($m = {"a": 1})#set($l = [1..3])$!m.put('b', 'x')$l.add(4)
#foreach($e in $m.entrySet())$e.key=$e.value;#end $m.keySet() $l`
    expect(render(template)).toBe('true\na=1;b=x; [a, b] [1, 2, 3, 4]')
  })

  test('arithmetic of whole numbers; text in double quotes is a template', () => {
    expect(render('#set($n = 7 / 2 + 2 * 3)#set($s = "n is $n")$s')).toBe('n is 9')
  })

  test('#foreach ends after 1,000 iterations', () => {
    expect(render('#foreach($i in [1..5000])x#end')).toHaveLength(1_000)
  })

  test('$util', () => {
    expect(render(`$util.escapeJavaScript("it's")`)).toBe("it\\'s")
    expect(render(`$util.escapeJavaScript("it's").replaceAll("\\\\'", "'")`)).toBe("it's")
    expect(render("$util.urlEncode('a b&c~')")).toBe('a+b%26c%7E')
    expect(render("$util.urlDecode('a+b%26c')")).toBe('a b&c')
    expect(render("$util.base64Encode('Grüße')")).toBe('R3LDvMOfZQ==')
    expect(render("$util.base64Decode('R3LDvMOfZQ==')")).toBe('Grüße')
    expect(render('$util.parseJson($input.body).a.b', '{"a":{"b":3}}')).toBe('3')
  })

  test('#set reaches into $context: overrides', () => {
    const context = new Map<string, Value>([
      ['responseOverride', new Map<string, Value>([['header', new Map()]])],
    ])
    render(
      "#set($context.responseOverride.status = 404)#set($context.responseOverride.header['X-A'] = 'b')",
      '',
      { context },
    )
    expect(context.get('responseOverride')).toEqual(
      fromJson({ header: { 'X-A': 'b' }, status: 404 }),
    )
  })
})

describe('a template that means no good', () => {
  const hostile: readonly (readonly [string, string])[] = [
    [
      'loops in loops',
      '#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end',
    ],
    ['a text that doubles', '#set($s = "xxxxxxxx")#foreach($i in [1..100])#set($s = "$s$s")#end$s'],
    ['a map in itself', '#set($m = {})$!m.put("m", $m)$m'],
    [
      'maps that fan out',
      `#set($m = {"a": "${'x'.repeat(1_000)}"})#foreach($i in [1..90])#set($m = {"a": $m, "b": $m})#end$m`,
    ],
    ['a macro that calls itself', '#macro(m)#m()#end#m()'],
    ['an endless range', '#foreach($i in [1..2000000000])x#end'],
    [
      'a replacement out of all proportion',
      '#set($s = "xxxxxxxx")#foreach($i in [1..15])#set($s = "$s$s")#end$s.replaceAll("x", $s)',
    ],
    ['a block that is not ended', '#if('],
  ]
  test.each(hostile)('%s ends with an error', (_, template) => {
    expect(() => render(template)).toThrow(TemplateError)
  })

  test.each([
    "$input.constructor.constructor('return 1')",
    '$input.body.constructor.name',
    '$input.body.constructor()',
    '$util.__proto__',
    '$context.toString.call',
    `#set($m = {"a": "b"})$m.put('__proto__', 'x')#set($m['constructor'] = 'x')`,
    '#set($x.constructor.prototype.polluted = 1)',
  ])('%s reaches nothing of JavaScript’s', (template) => {
    let text = ''
    try {
      text = render(template)
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateError)
    }
    expect(text.replace(template, '')).not.toMatch(/function|native|object|String/)
    expect('polluted' in {}).toBe(false)
  })

  test('a regular expression takes time in proportion to its text', () => {
    const body = `${'a'.repeat(20_000)}b`
    expect(render('$input.body.matches("(a+)+c")', body)).toBe('false')
  })
})
