'use strict'
/**
 * The middleware stack of a client or a command: steps in order, priorities within a step, and middleware placed relative to
 * another. https://aws.amazon.com/blogs/developer/middleware-stack-modular-aws-sdk-js/
 */
const STEPS = ['initialize', 'serialize', 'build', 'finalizeRequest', 'deserialize']
const PRIORITIES = ['high', 'normal', 'low']

const namesOf = (entry) => [...(entry.name ? [entry.name] : []), ...(entry.aliases ?? [])]
const describe = (entry) =>
  (entry.name || 'anonymous') +
  (entry.aliases?.length > 0 ? ` (a.k.a. ${entry.aliases.join(',')})` : '')
const rankOf = (entry) =>
  STEPS.indexOf(entry.step) * PRIORITIES.length + PRIORITIES.indexOf(entry.priority)

/** The entries in calling order. `lenient`: leave out what refers to middleware that is not there. */
const arrange = (entries, lenient) => {
  const nodes = entries.map((entry) => ({ entry, before: [], after: [] }))
  const byName = new Map()
  for (const node of nodes) for (const name of namesOf(node.entry)) byName.set(name, node)
  for (const node of nodes) {
    const { relation, toMiddleware } = node.entry
    if (!toMiddleware) continue
    const target = byName.get(toMiddleware)
    if (target) target[relation].push(node)
    else if (!lenient) {
      throw new Error(
        `${toMiddleware} is not found when adding ${describe(node.entry)} middleware ` +
          `${relation} ${toMiddleware}`,
      )
    }
  }
  const flatten = (node) => [
    ...node.before.flatMap(flatten),
    node.entry,
    ...node.after.toReversed().flatMap(flatten),
  ]
  return nodes
    .filter((node) => !node.entry.toMiddleware)
    .sort((a, b) => rankOf(a.entry) - rankOf(b.entry))
    .flatMap(flatten)
}

const refuseOverride = (entry, old) => {
  const place = (it) =>
    it.toMiddleware
      ? `${it.relation} "${it.toMiddleware}" middleware`
      : `${it.priority} priority in ${it.step} step`
  if (place(entry) === place(old)) return
  throw new Error(
    entry.toMiddleware
      ? `"${describe(old)}" middleware ${place(old)} cannot be overridden by "${describe(entry)}" middleware ${place(entry)}.`
      : `"${describe(old)}" middleware with ${place(old)} cannot be overridden by "${describe(entry)}" middleware with ${place(entry)}.`,
  )
}

exports.constructStack = () => {
  let entries = []
  let identifyOnResolve = false

  const insert = (entry) => {
    const names = namesOf(entry)
    const rival = entries.find((other) => namesOf(other).some((name) => names.includes(name)))
    if (rival) {
      if (!entry.override) throw new Error(`Duplicate middleware name '${describe(entry)}'`)
      refuseOverride(entry, rival)
      entries = entries.filter((other) => other !== rival)
    }
    entries.push(entry)
  }
  const removeWhere = (test) => {
    const kept = entries.filter((entry) => !test(entry))
    const removed = kept.length < entries.length
    entries = kept
    return removed
  }
  const copyTo = (target) => {
    for (const { middleware, ...options } of entries) {
      if (options.toMiddleware) target.addRelativeTo(middleware, options)
      else target.add(middleware, options)
    }
    target.identifyOnResolve?.(identifyOnResolve)
    return target
  }

  const stack = {
    add: (middleware, options = {}) =>
      insert({ step: 'initialize', priority: 'normal', ...options, middleware }),
    addRelativeTo: (middleware, options) => insert({ ...options, middleware }),
    clone: () => copyTo(exports.constructStack()),
    use: (plugin) => {
      plugin.applyToStack(stack)
    },
    remove: (which) =>
      typeof which === 'string'
        ? removeWhere((entry) => namesOf(entry).includes(which))
        : removeWhere((entry) => entry.middleware === which),
    removeByTag: (tag) => removeWhere((entry) => entry.tags?.includes(tag) === true),
    concat: (other) => {
      const joined = stack.clone()
      joined.use(other)
      joined.identifyOnResolve(
        identifyOnResolve || joined.identifyOnResolve() || (other.identifyOnResolve?.() ?? false),
      )
      return joined
    },
    applyToStack: copyTo,
    identify: () =>
      arrange(entries, true).map(
        (entry) =>
          `${describe(entry)} - ${entry.step ?? `${entry.relation} ${entry.toMiddleware}`}`,
      ),
    identifyOnResolve: (toggle) => {
      if (typeof toggle === 'boolean') identifyOnResolve = toggle
      return identifyOnResolve
    },
    resolve: (handler, context) => {
      const chain = arrange(entries, false)
      if (identifyOnResolve) console.log(stack.identify())
      return chain.reduceRight((next, entry) => entry.middleware(next, context), handler)
    },
  }
  return stack
}
