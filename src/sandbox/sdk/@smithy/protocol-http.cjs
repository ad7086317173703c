'use strict'
/** Requests and responses as middleware sees them (`args.request`, `result.response`). */
class HttpRequest {
  constructor(options) {
    this.method = options.method || 'GET'
    this.protocol = options.protocol ? options.protocol.replace(/:?$/, ':') : 'https:'
    this.hostname = options.hostname || 'localhost'
    this.port = options.port
    this.path = options.path ? options.path.replace(/^\/?/, '/') : '/'
    this.query = options.query || {}
    this.headers = options.headers || {}
    this.username = options.username
    this.password = options.password
    this.fragment = options.fragment
    this.body = options.body
  }
  static isInstance(value) {
    return ['method', 'protocol', 'hostname', 'path'].every((key) => key in (value ?? {}))
  }
  static clone(request) {
    return new HttpRequest({
      ...request,
      headers: { ...request.headers },
      query: { ...request.query },
    })
  }
  clone() {
    return HttpRequest.clone(this)
  }
}

class HttpResponse {
  constructor(options) {
    this.statusCode = options.statusCode
    this.reason = options.reason
    this.headers = options.headers || {}
    this.body = options.body
  }
  static isInstance(value) {
    return typeof value?.statusCode === 'number' && typeof value.headers === 'object'
  }
}

Object.assign(exports, { HttpRequest, HttpResponse })
