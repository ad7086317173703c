'use strict'
// https://nodejs.org/api/dns.html#dns-promises-api
Object.assign(exports, require('dns').promises)
