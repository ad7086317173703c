/** A function that serves a page and the API that the page calls, over a table. */
const HANDLER = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const files = {
  '/': ['text/html', \`<!doctype html><html><head><title>Notes</title>
    <link rel="stylesheet" href="style.css"></head><body>
    <h1>Notes</h1><form id="new"><input name="text" aria-label="Text"><button>Add</button></form>
    <ul id="list"></ul><p id="said"></p><a href="/about">About</a>
    <script type="module" src="/app.mjs"></script></body></html>\`],
  '/style.css': ['text/css', 'h1 { color: rgb(10, 20, 200) }'],
  '/app.mjs': ['text/javascript', \`import { show } from './show.mjs'
    const load = async () => show(await (await fetch('/api/notes')).json())
    document.querySelector('#new').addEventListener('submit', async (event) => {
      event.preventDefault()
      const text = new FormData(event.target).get('text')
      await fetch('api/notes', { method: 'PUT', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' } })
      await load()
    })
    await load()\`],
  '/show.mjs': ['text/javascript', \`export const show = (notes) => {
      document.querySelector('#list').replaceChildren(...notes.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })))
    }\`],
  '/about': ['text/html', '<h1>About these notes</h1><a href="/">Back</a>'],
  '/hostile': ['text/html', \`<title>Hostile</title><p id="out"></p><script>
    const tries = {
      page: () => parent.document.title,
      storage: () => parent.localStorage.length,
      leave: () => { top.location.href = 'https://evil.example/' ; return 'left' },
    }
    const found = Object.entries(tries).map(([name, go]) => { try { return name + ': ' + go() } catch (error) { return name + ': ' + error.name } })
    const image = new Promise((done) => { const one = new Image(); one.onload = () => done('image: loaded'); one.onerror = () => done('image: refused'); one.src = 'http://127.0.0.1:PORT/favicon.ico'; document.body.append(one) })
    const frame = document.createElement('iframe'); frame.src = 'http://127.0.0.1:PORT/'; document.body.append(frame)
    parent.postMessage({ type: 'eval', code: 'document.title = "taken"' }, '*')
    image.then((text) => { document.querySelector('#out').textContent = [...found, text].join(', ') })
    fetch('https://evil.example/').catch((error) => { document.body.append('fetch: ' + error.name) })
    </script>\`],
}
export const handler = async ({ rawPath, requestContext, body }) => {
  if (rawPath === '/api/notes' && requestContext.http.method === 'PUT') {
    const { text } = JSON.parse(body)
    await dynamo.send(new PutCommand({ TableName: 'notes', Item: { id: text, text } }))
    return { statusCode: 200, body: '{}' }
  }
  if (rawPath === '/api/notes') {
    const { Items } = await dynamo.send(new ScanCommand({ TableName: 'notes', ConsistentRead: true }))
    return Items
  }
  if (rawPath === '/old') return { statusCode: 302, headers: { location: '/about' } }
  const [type, text] = files[rawPath] ?? ['text/plain', 'Nothing here']
  return { statusCode: files[rawPath] ? 200 : 404, headers: { 'content-type': type }, body: text }
}
`

export const siteScenario = (port: number) => ({
  coldstart: 1,
  name: 'Notes',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 300, y: 0 } },
    {
      id: 'App',
      type: 'AWS::Lambda::Function',
      position: { x: 600, y: 0 },
      properties: { Timeout: 10 },
      code: { 'index.mjs': HANDLER.replaceAll('PORT', String(port)) },
    },
    {
      id: 'Table',
      type: 'AWS::DynamoDB::Table',
      position: { x: 900, y: 0 },
      properties: { TableName: 'notes' },
    },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'App' },
    { id: 'e3', source: 'App', target: 'Table' },
  ],
})
