/* What runs in the frame before the site's own code: it has no origin and no network, so all that it loads, by whatever
   means, is asked of the page around it by messages. Plain JavaScript, because it is text for the frame. */
;(() => {
  'use strict'
  const host = window.parent
  const send = (message) => host.postMessage(message, '*')
  const waiting = new Map()
  let lastId = 0
  let page = new URL('http://site/')

  /* Reaches out without a request that a content security policy would see. */
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) {
    try {
      Object.defineProperty(window, name, { value: undefined })
    } catch {
      /* It is not there, or not ours to take. */
    }
  }

  const isOwn = (url) => url.origin === page.origin
  const pathOf = (url) => url.pathname + url.search

  /** Asks the page around for what the site serves under a URL. */
  const ask = ({ method = 'GET', url, headers = [], body = '' }) =>
    new Promise((resolve, reject) => {
      const target = new URL(url, page)
      if (!isOwn(target)) {
        send({ type: 'blocked', url: target.href })
        reject(new TypeError('Failed to fetch'))
        return
      }
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      send({ type: 'request', id, method, path: pathOf(target), headers, body })
    })

  const toBytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const bodyOf = ({ body, isBase64Encoded }) => (isBase64Encoded ? toBytes(body) : body)
  const typeOf = ({ headers }) =>
    headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const textOf = (answer) =>
    answer.isBase64Encoded ? new TextDecoder().decode(toBytes(answer.body)) : answer.body
  const askText = async (url) => {
    const answer = await ask({ url })
    if (answer.status >= 400) throw new Error(`${answer.status} ${url}`)
    return textOf(answer)
  }
  const askBlob = async (url) => {
    const answer = await ask({ url })
    if (answer.status >= 400) throw new Error(`${answer.status} ${url}`)
    return URL.createObjectURL(new Blob([bodyOf(answer)], { type: typeOf(answer) }))
  }

  /* fetch and XMLHttpRequest, as the site knows them. */

  const readBody = async (body, headers) => {
    if (body === undefined || body === null) return ''
    if (typeof body === 'string') return body
    const response = new Response(body)
    const type = response.headers.get('content-type')
    if (type !== null && !headers.has('content-type')) headers.set('content-type', type)
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        await response.arrayBuffer(),
      )
    } catch {
      throw new TypeError('Failed to fetch: a body that is no text is not simulated in this frame')
    }
  }

  window.fetch = async (input, init = {}) => {
    const from = input instanceof Request ? input : {}
    const headers = new Headers(init.headers ?? from.headers)
    const method = (init.method ?? from.method ?? 'GET').toUpperCase()
    const given =
      init.body ?? (input instanceof Request && method !== 'GET' ? await input.text() : null)
    const body = await readBody(given, headers)
    const url = new URL(input instanceof Request ? input.url : String(input), page)
    const { signal } = init
    if (signal?.aborted) throw signal.reason
    const aborted = new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
    const answer = await Promise.race([ask({ method, url, headers: [...headers], body }), aborted])
    const isEmpty = [101, 204, 205, 304].includes(answer.status)
    const response = new Response(isEmpty ? null : bodyOf(answer), {
      status: answer.status,
      headers: answer.headers,
    })
    Object.defineProperty(response, 'url', { value: url.href })
    return response
  }

  const UNSENT = 0
  const OPENED = 1
  const HEADERS_RECEIVED = 2
  const DONE = 4

  window.XMLHttpRequest = class XMLHttpRequest extends EventTarget {
    static UNSENT = UNSENT
    static OPENED = OPENED
    static HEADERS_RECEIVED = HEADERS_RECEIVED
    static LOADING = 3
    static DONE = DONE
    readyState = UNSENT
    status = 0
    statusText = ''
    response = ''
    responseText = ''
    responseType = ''
    timeout = 0
    withCredentials = false
    upload = new EventTarget()
    #request = { method: 'GET', url: '/', headers: new Headers() }
    #answered = new Headers()
    #isOver = false
    open(method, url) {
      this.#request = { method: method.toUpperCase(), url, headers: new Headers() }
      this.#move(OPENED)
    }
    setRequestHeader(name, value) {
      this.#request.headers.append(name, value)
    }
    getResponseHeader(name) {
      return this.#answered.get(name)
    }
    getAllResponseHeaders() {
      return [...this.#answered].map(([name, value]) => `${name}: ${value}\r\n`).join('')
    }
    overrideMimeType() {}
    abort() {
      this.#isOver = true
      this.#tell('abort')
    }
    send(body) {
      const { method, url, headers } = this.#request
      readBody(body, headers)
        .then((text) => window.fetch(url, { method, headers, ...(text !== '' && { body: text }) }))
        .then(async (response) => [response, await response.arrayBuffer()])
        .then(
          ([response, bytes]) => this.#end(response, bytes),
          () => {
            this.#move(DONE)
            this.#tell('error')
            this.#tell('loadend')
          },
        )
    }
    #end(response, bytes) {
      if (this.#isOver) return
      this.status = response.status
      this.#answered = response.headers
      this.#move(HEADERS_RECEIVED)
      const text = new TextDecoder().decode(bytes)
      if (this.responseType === '' || this.responseType === 'text') this.responseText = text
      if (this.responseType === 'arraybuffer') this.response = bytes
      else if (this.responseType === 'blob') this.response = new Blob([bytes])
      else if (this.responseType === 'json') {
        try {
          this.response = JSON.parse(text)
        } catch {
          this.response = null
        }
      } else this.response = text
      this.#move(DONE)
      this.#tell('load')
      this.#tell('loadend')
    }
    #move(state) {
      this.readyState = state
      this.#tell('readystatechange')
    }
    #tell(type) {
      const event = new ProgressEvent(type)
      this[`on${type}`]?.call(this, event)
      this.dispatchEvent(event)
    }
  }

  /* What a page without an origin is refused, and a site takes for granted. */

  const createStorage = () => {
    const values = new Map()
    return {
      get length() {
        return values.size
      },
      key: (index) => [...values.keys()][index] ?? null,
      getItem: (key) => values.get(String(key)) ?? null,
      setItem: (key, value) => void values.set(String(key), String(value)),
      removeItem: (key) => void values.delete(String(key)),
      clear: () => values.clear(),
    }
  }
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, { value: createStorage() })
  }
  let cookie = ''
  Object.defineProperty(document, 'cookie', {
    get: () => cookie,
    set: (value) => {
      const [pair] = String(value).split(';')
      const [name] = pair.split('=')
      const others = cookie.split('; ').filter((each) => each !== '' && each.split('=')[0] !== name)
      // Until the page around says what there is: it keeps them, and sends them along.
      cookie = [...others, pair.trim()].join('; ')
      send({ type: 'cookie', text: String(value) })
    },
  })
  for (const name of ['pushState', 'replaceState']) {
    history[name] = (_state, _title, url) => {
      if (url === undefined || url === null) return
      const target = new URL(url, page)
      if (!isOwn(target)) return
      page = target
      send({ type: 'path', path: pathOf(page) })
    }
  }

  /* Resources: what an element would load by itself is asked for, and put in its place. */

  const STYLE_URL = /url\(\s*(['"]?)([^'")]+)\1\s*\)/g
  const isLoaded = (url) => /^(data:|blob:|#|about:)/i.test(url)

  /** A style sheet with what it refers to in place. */
  const completeStyle = async (text, base) => {
    const urls = [...new Set([...text.matchAll(STYLE_URL)].map((found) => found[2]))]
    const loaded = new Map()
    await Promise.all(
      urls
        .filter((url) => !isLoaded(url))
        .map((url) =>
          askBlob(new URL(url, base)).then(
            (blob) => loaded.set(url, blob),
            () => undefined,
          ),
        ),
    )
    return text.replace(STYLE_URL, (whole, _quote, url) =>
      loaded.has(url) ? `url("${loaded.get(url)}")` : whole,
    )
  }

  const IMPORT = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])((?:\.{0,2}\/)[^'"]+)\2/g
  const modules = new Map()

  /** The URL of a module with its imports in place, asked for once. */
  const loadModule = (url) => {
    const key = url.href
    if (!modules.has(key))
      modules.set(
        key,
        askText(url).then((text) => completeModule(text, url)),
      )
    return modules.get(key)
  }
  const completeModule = async (text, base) => {
    const loaded = new Map()
    for (const [, , , specifier] of text.matchAll(IMPORT)) {
      loaded.set(specifier, await loadModule(new URL(specifier, base)))
    }
    const whole = text.replace(
      IMPORT,
      (_all, before, quote, specifier) => before + quote + loaded.get(specifier) + quote,
    )
    return URL.createObjectURL(new Blob([whole], { type: 'text/javascript' }))
  }

  const resolve = (url) => new URL(url, page)

  const loadImage = (element) => {
    const url = element.getAttribute('src')
    if (url === null || isLoaded(url)) return
    element.removeAttribute('src')
    element.removeAttribute('srcset')
    askBlob(resolve(url)).then(
      (blob) => element.setAttribute('src', blob),
      () => element.dispatchEvent(new Event('error')),
    )
  }

  const loadStyle = async (link) => {
    const url = resolve(link.getAttribute('href') ?? '')
    const style = document.createElement('style')
    if (link.media) style.media = link.media
    link.replaceWith(style)
    try {
      style.textContent = await completeStyle(await askText(url), url)
    } catch {
      /* The page goes without it, as in a browser. */
    }
  }

  /** Puts a script in place of `old` that runs; settles when it has. */
  const runScript = async (old) => {
    const script = document.createElement('script')
    for (const { name, value } of old.attributes) {
      if (!/^(src|integrity|nonce|crossorigin|async|defer)$/i.test(name)) {
        script.setAttribute(name, value)
      }
    }
    const src = old.getAttribute('src')
    const isModule = old.type === 'module'
    try {
      if (isModule) {
        script.src =
          src === null
            ? await completeModule(old.textContent, page)
            : await loadModule(resolve(src))
      } else {
        script.textContent = src === null ? old.textContent : await askText(resolve(src))
      }
    } catch {
      old.dispatchEvent(new Event('error'))
      return
    }
    const ran = isModule
      ? new Promise((done) => {
          script.addEventListener('load', done)
          script.addEventListener('error', done)
        })
      : null
    old.replaceWith(script)
    await ran
  }

  const IMAGES = 'img[src], source[src], video[src], audio[src], input[type="image"][src]'
  const STYLES = 'link[rel~="stylesheet"][href]'
  /* A relation that would reach out, or has nothing to show here. */
  const OTHER_LINKS = 'link:not([rel~="stylesheet"]), base, meta[http-equiv], iframe, object, embed'
  const RUNS = /^(|module|text\/javascript|application\/javascript)$/i
  const isDeferred = (script) => script.type === 'module' || (script.defer && script.src !== '')

  /** Later additions load like what was there from the beginning. */
  const watch = () => {
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue
          for (const each of [
            node,
            ...node.querySelectorAll(`${IMAGES}, ${STYLES}, script[src]`),
          ]) {
            if (each.matches(IMAGES)) loadImage(each)
            else if (each.matches(STYLES)) void loadStyle(each)
            else if (each.matches('script[src]') && !isLoaded(each.getAttribute('src'))) {
              void runScript(each)
            }
          }
        }
      }
    }).observe(document.documentElement, { childList: true, subtree: true })
  }

  const render = async (html) => {
    const parsed = new DOMParser().parseFromString(html, 'text/html')
    for (const element of parsed.querySelectorAll(OTHER_LINKS)) element.remove()
    const images = [...parsed.querySelectorAll(IMAGES)]
    for (const image of images) loadImage(image)
    for (const { name, value } of parsed.documentElement.attributes) {
      document.documentElement.setAttribute(name, value)
    }
    for (const { name, value } of parsed.body.attributes) document.body.setAttribute(name, value)
    document.head.replaceChildren(...parsed.head.childNodes)
    document.body.replaceChildren(...parsed.body.childNodes)
    send({ type: 'title', title: document.title })
    const scripts = [...document.querySelectorAll('script')].filter(({ type }) => RUNS.test(type))
    await Promise.all([...document.querySelectorAll(STYLES)].map(loadStyle))
    watch()
    for (const script of scripts.filter((each) => !isDeferred(each))) await runScript(script)
    for (const script of scripts.filter(isDeferred)) await runScript(script)
    document.dispatchEvent(new Event('DOMContentLoaded', { bubbles: true }))
    window.dispatchEvent(new Event('load'))
    send({ type: 'title', title: document.title })
  }

  /** What is no page of its own is shown as what it is. */
  const show = (answer) => {
    const type = typeOf(answer)
    document.body.replaceChildren()
    if (type.startsWith('image/')) {
      const image = document.createElement('img')
      image.src = URL.createObjectURL(new Blob([bodyOf(answer)], { type }))
      document.body.append(image)
      return
    }
    const pre = document.createElement('pre')
    pre.textContent = textOf(answer)
    document.body.append(pre)
  }

  /* Links and forms: the page around goes there. */

  window.addEventListener('click', (event) => {
    const link =
      event.target instanceof Element ? event.target.closest('a[href], area[href]') : null
    if (link === null || event.defaultPrevented) return
    const href = link.getAttribute('href')
    if (href.startsWith('#')) return
    event.preventDefault()
    const target = resolve(href)
    if (isOwn(target)) send({ type: 'navigate', method: 'GET', path: pathOf(target), body: '' })
    else send({ type: 'blocked', url: target.href })
  })
  window.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    event.preventDefault()
    const form = event.target
    const fields = new URLSearchParams(new FormData(form, event.submitter)).toString()
    const target = resolve(form.getAttribute('action') ?? '')
    if (!isOwn(target)) return send({ type: 'blocked', url: target.href })
    if (form.method === 'post') {
      send({ type: 'navigate', method: 'POST', path: pathOf(target), body: fields })
    } else send({ type: 'navigate', method: 'GET', path: `${target.pathname}?${fields}`, body: '' })
  })

  window.addEventListener('message', (event) => {
    if (event.source !== host) return
    event.stopImmediatePropagation()
    const { data } = event
    if (typeof data.cookie === 'string') cookie = data.cookie
    if (data.type === 'cookie') return
    if (data.type === 'document') {
      page = new URL(data.path, page)
      if (/^text\/html|^application\/xhtml/i.test(typeOf(data))) void render(textOf(data))
      else show(data)
      return
    }
    const waiter = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.type === 'response') waiter?.resolve(data)
    else waiter?.reject(new TypeError('Failed to fetch'))
  })
  send({ type: 'ready' })
})()
