// Brings visits that were handed in to the server: the record first, then each photo in small parts.
// Everything may be cut off and begun again; nothing leaves the phone's memory before the receipt.

import * as store from './store.js'
import { isFor, isWhole, verified } from './receipts.js'

const PART = 64 * 1024
const AGAIN = new Set([408, 425, 429])
const channel = globalThis.BroadcastChannel && new BroadcastChannel('visits')
let running

class Away extends Error {} // no network, or a server that cannot just now: later
class SignedOut extends Error {}
class Refused extends Error {}

export const listen = hear => channel?.addEventListener('message', hear)

async function mark(id, state, told = '') {
  await store.change(id, visit => {
    if (visit.state !== 'delivered') Object.assign(visit, { state, told })
  })
  channel?.postMessage(id)
}

// Sends all that waits; one sender at a time, be it a page or the service worker. Gives how many wait.
export function drain() {
  if (navigator.locks) return navigator.locks.request('visits', { ifAvailable: true }, lock => lock && work())
  running ||= work().finally(() => { running = null })
  return running
}

async function work() {
  const waiting = (await store.all()).filter(visit => store.isHandedIn(visit) && visit.state !== 'refused')
  waiting.sort((one, other) => one.finished.localeCompare(other.finished))
  let left = waiting.length
  try {
    const way = waiting.length && await greet()
    for (const visit of waiting) {
      if (await settled(visit, way)) left--
    }
  } catch (problem) {
    const state = problem instanceof SignedOut ? 'signed_out' : 'waiting'
    for (const visit of (await store.all()).filter(each => store.isHandedIn(each) && each.state !== 'refused')) {
      if (visit.state !== state) await mark(visit.id, state)
    }
    if (!(problem instanceof Away || problem instanceof SignedOut)) throw problem
  }
  return left
}

async function settled(visit, way) {
  if (visit.owner !== way.owner) {
    await mark(visit.id, 'other')
    return false
  }
  await mark(visit.id, 'sending')
  try {
    await deliver(visit, way)
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem
    await mark(visit.id, 'refused', problem.message)
    if (problem.reopens) await store.change(visit.id, each => { delete each.body; each.state = 'draft'; each.wrong = problem.fields })
  }
  channel?.postMessage(visit.id)
  return true
}

// A log-in may have ended while a visit waited, and a hotel's network may answer in our place.
async function greet() {
  const { api, keys } = await store.noted('server')
  const session = await (await ask(`${api}/session`)).json()
  return { api, keys, owner: session.inspector_id, token: session.csrf_token }
}

async function ask(address, values = {}) {
  let answer
  try {
    answer = await fetch(address, { redirect: 'error', cache: 'no-store', ...values })
  } catch {
    throw new Away()
  }
  if (answer.ok && (values.method === 'HEAD' || /json/.test(answer.headers.get('Content-Type')))) return answer
  if (answer.ok || answer.status >= 500 || AGAIN.has(answer.status)) throw new Away()
  const said = await answer.json().catch(() => null)
  if (answer.status === 401 || ['csrf', 'not_ready'].includes(said?.code)) throw new SignedOut()
  if (!said && values.method !== 'HEAD') throw new Away()
  throw Object.assign(new Refused(said?.message || ''), { code: said?.code, fields: said?.fields })
}

const put = (address, way, type, body, more) => ask(address, {
  method: 'PUT', body, headers: { 'Content-Type': type, 'X-CSRFToken': way.token, ...more }
})

async function deliver(visit, way) {
  const address = `${way.api}/${visit.id}`
  await put(address, way, 'application/json', visit.body, { 'X-Device-Time': new Date().toISOString() })
    .catch(problem => { throw Object.assign(problem, { reopens: problem.code === 'invalid_input' }) })
  for (const { sha256 } of visit.photos) {
    await sendPhoto(`${address}/photos/${sha256}`, way, await store.photo(visit.id, sha256))
    await store.change(visit.id, each => { each.sent = [...new Set([...each.sent || [], sha256])] })
    channel?.postMessage(visit.id)
  }
  const receipt = await verified(await (await ask(`${address}/receipt`)).json(), way.keys)
  if (!receipt || !isFor(receipt, visit, await store.sha256(visit.body))) throw new Refused('receipt')
  if (!isWhole(receipt, visit)) throw new Away() // something is still on its way: send it again
  await store.delivered(visit.id)
}

async function sendPhoto(address, way, bytes) {
  if (!bytes) throw new Refused('lost')
  const held = await ask(address, { method: 'HEAD' })
  if (held.headers.get('Upload-Complete') === '?1') return
  let offset = +held.headers.get('Upload-Offset')
  do {
    const part = bytes.slice(offset, offset + PART), end = offset + part.byteLength
    const answer = await put(address, way, 'image/jpeg', part, {
      'Content-Range': `bytes ${offset}-${end - 1}/${bytes.byteLength}`
    }).catch(problem => { throw problem.code === 'wrong_offset' || problem.code === 'photo_mismatch' ? new Away() : problem })
    if (answer.status !== 202) return
    const { offset: reached } = await answer.json()
    if (!(reached > offset)) throw new Away()
    offset = reached
  } while (offset < bytes.byteLength)
}
