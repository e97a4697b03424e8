// The inspector's phone: a list and a checklist in one page, with a signal or without.

import { keepTelling } from './age.js'
import { open } from './checklist.js'
import { find, paint } from './list.js'
import { drain, listen } from './queue.js'
import * as store from './store.js'

const EVERY = 30000
const page = document.querySelector('#phone'), { owner, api, key, worker } = page.dataset
const { words, windows } = JSON.parse(document.querySelector('#kit').textContent)
const home = page.querySelector('#home'), sheet = page.querySelector('#sheet'), waiting = page.querySelector('#waiting')

async function refresh() {
  await keepTelling(waiting)
  const isWaiting = (await store.all()).some(visit => visit.state === 'waiting' && visit.owner === owner)
  page.querySelector('#net').hidden = navigator.onLine && !isWaiting
  if (!home.hidden) await paint(home, owner, words, refresh)
}

async function send() {
  await refresh()
  await drain()
  await refresh()
}

async function begin(id) {
  const [, name, code, kind] = windows.find(([known]) => known === id)
  const drafts = (await store.all()).filter(each => each.state === 'draft' && each.owner === owner && each.window.id === id)
  if (drafts.length) { location.hash = drafts[0].id; return }
  const { form, version } = checklist(kind).dataset
  const visit = {
    id: crypto.randomUUID?.() || URL.createObjectURL(new Blob()).slice(-36), owner, state: 'draft',
    window: { id, name, code, kind }, form: { key: form, version: +version },
    started: new Date().toISOString(), fields: [], seen: {}, photos: []
  }
  await store.add(visit)
  location.hash = visit.id
}

const checklist = (kind, form, version) => [...page.querySelectorAll('template')].find(each =>
  form ? each.dataset.form === form && +each.dataset.version === version : each.dataset.kinds.split(' ').includes(kind))

async function handIn(id, record) {
  const body = JSON.stringify(record)
  await store.change(id, visit => {
    Object.assign(visit, { body, state: 'waiting', finished: new Date().toISOString(), told: '' })
    delete visit.wrong
  })
  location.hash = ''
  const known = await navigator.serviceWorker?.getRegistration()
  await known?.sync?.register('visits').catch(() => {}) // goes on when this page is closed
  send()
}

async function turn() {
  const asked = location.hash.slice(1)
  if (asked && !/^(start=)?[0-9a-f-]{36}$/.test(asked)) return
  if (asked.startsWith('start=')) {
    history.replaceState(null, '', location.pathname)
    return windows.some(([id]) => id === asked.slice(6)) ? begin(asked.slice(6)) : turn()
  }
  const visit = asked && await store.one(asked)
  const isOpen = visit && visit.state === 'draft' && visit.owner === owner
  home.hidden = isOpen
  sheet.hidden = !isOpen
  if (isOpen) {
    const { form, window } = visit
    const fitting = checklist(window.kind, form.key, form.version) || checklist(window.kind)
    visit.form = { key: fitting.dataset.form, version: +fitting.dataset.version }
    await open(sheet, visit, fitting, words, record => handIn(visit.id, record))
  } else sheet.replaceChildren()
  if (!visit?.wrong) scrollTo(0, 0)
  await refresh()
}

async function start() {
  const keys = (await store.noted('server'))?.keys || []
  await store.note('server', { api, keys: [...new Set([key, ...keys])] })
  const searching = page.querySelector('#find')
  searching.oninput = () => find(home, windows, words, begin)
  searching.oninput()
  addEventListener('hashchange', turn)
  for (const name of ['online', 'offline', 'pageshow']) addEventListener(name, send)
  document.addEventListener('visibilitychange', () => document.hidden || send())
  listen(refresh)
  setInterval(send, EVERY)
  await turn()
  page.dataset.ready = 'yes'
  navigator.storage?.persist?.()
  navigator.serviceWorker?.register(worker, { type: 'module' }).catch(() => {}) // the page works without
  await send()
}

if (globalThis.isSecureContext && globalThis.indexedDB) start()
else page.querySelector('#unfit').hidden = false
