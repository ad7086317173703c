'use strict'

// CommonJS over the function's files. https://nodejs.org/api/modules.html
const core = require('coldstart:core')
const { native, load } = core
const { apply } = Reflect
const { parse } = JSON
const { keys, defineProperty } = Object

const cache = { __proto__: null }
exports.cache = cache

/** What the driver's resolver says: a letter for the kind, then the id, path, or `CODE\nmessage`. */
const resolve = (specifier, parent) => {
  if (typeof specifier !== 'string') {
    throw core.errors.create(
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
      `The "id" argument must be of type string. Received ${specifier === null ? 'null' : typeof specifier}`,
    )
  }
  if (specifier === '') {
    throw core.errors.create(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      "The argument 'id' must be a non-empty string. Received ''",
    )
  }
  let stack = ''
  for (let at = parent; at !== undefined && at !== null; at = at.parent)
    stack += (stack === '' ? '' : '\n') + at.filename
  const answer = native.resolve(specifier, parent.filename, stack)
  const rest = native.slice(answer, 1)
  if (answer[0] === 'e') {
    const end = rest.indexOf('\n')
    const error = core.errors.create('Error', rest.slice(0, end), rest.slice(end + 1))
    if (error.code === 'MODULE_NOT_FOUND') error.requireStack = stack.split('\n')
    throw error
  }
  return { kind: answer[0], id: rest }
}

/** What `require` answers for an ES module: its namespace, marked where it has a default export. */
const exportsOf = (path) => {
  native.requireModule(path)
  const namespace = globalThis.__coldstartModule
  delete globalThis.__coldstartModule
  if (namespace === undefined) {
    throw core.errors.create(
      'Error',
      'ERR_REQUIRE_ASYNC_MODULE',
      'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level await comes from, use --experimental-print-required-tla.',
    )
  }
  if ('module.exports' in namespace) return namespace['module.exports']
  if (!('default' in namespace) || '__esModule' in namespace) return namespace
  const marked = { __proto__: null }
  for (const name of keys(namespace)) {
    defineProperty(marked, name, { __proto__: null, get: () => namespace[name], enumerable: true })
  }
  return defineProperty(marked, '__esModule', { __proto__: null, value: true })
}

const loadFile = (kind, path, parent) => {
  const known = cache[path]
  if (known !== undefined) return known.exports
  if (kind === 'n') {
    const module = {
      id: path,
      filename: path,
      loaded: true,
      exports: exportsOf(path),
      children: [],
      parent,
    }
    cache[path] = module
    return module.exports
  }
  if (kind === 'm') {
    throw core.errors.create(
      'Error',
      'ERR_REQUIRE_ESM',
      `require() of ES Module ${path} from ${parent.filename} not supported.\nInstead change the require of ${path.slice(path.lastIndexOf('/') + 1)} in ${parent.filename} to a dynamic import() which is available in all CommonJS modules.`,
    )
  }
  const module = {
    id: path,
    filename: path,
    path: path.slice(0, path.lastIndexOf('/')),
    loaded: false,
    exports: {},
    children: [],
    paths: [],
    parent,
  }
  cache[path] = module
  try {
    if (kind === 'j') {
      const text = native.readFile(path)
      try {
        module.exports = parse(text)
      } catch (error) {
        error.message = `${path}: ${error.message}`
        throw error
      }
    } else {
      const wrapper = native.compileFile(path)
      module.require = makeRequire(module)
      apply(wrapper, module.exports, [module.exports, module.require, module, path, module.path])
    }
  } catch (error) {
    delete cache[path]
    throw error
  }
  module.loaded = true
  return module.exports
}

const makeRequire = (module) => {
  const require = (specifier) => {
    const { kind, id } = resolve(specifier, module)
    return kind === 'b' ? load(id) : loadFile(kind, id, module)
  }
  require.resolve = (specifier) => {
    const { kind, id } = resolve(specifier, module)
    return kind === 'b' ? specifier : id
  }
  require.cache = cache
  require.main = undefined
  return require
}

/** Loads the CommonJS or JSON file at `path`: for handlers, and for `import` of such files. `parent` heads its chain. */
exports.requirePath = (path, parent = null) =>
  loadFile(path.endsWith('.json') ? 'j' : 'c', path, parent)

/** `module.createRequire`. */
exports.createRequire = (from) => {
  const path = `${from}`.replace(/^file:\/\//, '')
  return makeRequire({ filename: path, parent: null })
}
