// The service worker: opens the phone's page without a signal, and sends what waits when one is back.

import { drain } from './queue.js'

const PAGE = new URL('..', import.meta.url).pathname
const VERSION = new URL('.', import.meta.url).pathname.slice(PAGE.length, -1)
const CACHE = `visits-${VERSION}`
const PATIENCE = 6000
const opened = () => caches.open(CACHE)
const kept = async address => (await opened()).match(address, { ignoreSearch: address === PAGE, ignoreVary: true })

async function fetched(address) {
  const answer = await fetch(address, { cache: 'reload', credentials: 'same-origin' })
  if (!answer.ok) throw new Error(address)
  await (await opened()).put(address, answer)
}

// A page of another version would ask for files that are not here.
async function page(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout?.(PATIENCE) })
    if (answer.ok && answer.headers.get('X-Phone-Version') === VERSION) await (await opened()).put(PAGE, answer.clone())
    return answer.ok ? answer : await kept(PAGE) || answer
  } catch {
    return await kept(PAGE) || Response.error()
  }
}

// `files`: every address that the page is made of.
export function serve(files) {
  const known = new Set(files)
  addEventListener('install', event => {
    skipWaiting()
    event.waitUntil(Promise.all([...files.map(fetched), fetched(PAGE).catch(() => {})]))
  })
  addEventListener('activate', event => event.waitUntil(caches.keys().then(names => Promise.all(
    names.filter(name => name.startsWith('visits-') && name !== CACHE).map(name => caches.delete(name))
  )).then(() => clients.claim())))
  addEventListener('fetch', event => {
    const { request } = event, { origin, pathname, search } = new URL(request.url)
    if (request.method !== 'GET' || origin !== location.origin) return
    if (request.mode === 'navigate' && pathname === PAGE) event.respondWith(page(request))
    else if (known.has(pathname + search)) event.respondWith(kept(pathname + search).then(answer => answer || fetch(request)))
  })
  addEventListener('sync', event => event.waitUntil(drain().then(left => {
    if (left) throw new Error('later')
  })))
}
