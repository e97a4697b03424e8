// The first page: what lies on this phone and where it stands, and a window to begin with.

import { fill, since } from './age.js'
import { drain } from './queue.js'
import * as store from './store.js'

const MOST_FOUND = 8
const make = (tag, values = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), values)
  made.append(...inside)
  return made
}
const button = (textContent, onclick, kind = 'plain') => make('button', { type: 'button', className: `button ${kind}`, textContent, onclick })

function states(visit, words) {
  const { state, told } = visit
  const sent = visit.state === 'delivered' ? visit.photos.length : (visit.sent || []).length
  const said = words.states[state] + (state === 'refused' ? `：${words.refusals[told] || told}` : '')
  const when = state === 'delivered' ? visit.arrived : visit.finished || visit.started
  return [
    make('p', { className: `badge ${{ delivered: 'good', draft: 'info', sending: 'info' }[state] || 'warn'}`, textContent: said }),
    make('p', { className: 'soft', textContent: fill(state === 'draft' ? words.begun : words.parts, { sent, n: visit.photos.length, age: since(when, words) }) })
  ]
}

async function save(visit) {
  const photos = await Promise.all(visit.photos.map(async each => {
    const bytes = new Uint8Array(await store.photo(visit.id, each.sha256) || [])
    return { ...each, data: btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')) }
  }))
  const file = new Blob([JSON.stringify({ ...visit, photos })], { type: 'application/json' })
  const link = make('a', { href: URL.createObjectURL(file), download: `${visit.window.code}-${visit.id}.json` })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
  await store.change(visit.id, each => { each.saved = true })
}

function buttons(visit, words, again) {
  const retry = async () => {
    if (visit.state === 'refused') await store.change(visit.id, each => { each.state = 'waiting' })
    await drain()
    again()
  }
  const drop = async () => {
    if (!confirm(words.drop_sure)) return
    await store.remove(visit.id)
    again()
  }
  const row = []
  if (visit.state === 'draft') row.push(make('a', { className: 'button', href: `#${visit.id}`, textContent: words.go_on }))
  else if (visit.state === 'signed_out') row.push(make('a', { className: 'button', href: words.sign_in_at, textContent: words.sign_in }))
  else row.push(button(words.retry, retry))
  row.push(button(words.save, async () => { await save(visit); again() }, 'quiet'))
  if (visit.state === 'draft' || visit.saved && visit.state === 'refused') row.push(button(words.drop, drop, 'quiet'))
  return make('div', { className: 'actions' }, ...row)
}

const card = (visit, words, again) => make('li', { id: `on-phone-${visit.id}` },
  make('h3', { textContent: visit.window.name }), ...states(visit, words),
  ...store.isUnsent(visit) ? [buttons(visit, words, again)] : [])

// A visit of somebody else who used this phone is not shown, only counted.
export async function paint(page, owner, words, again) {
  const kept = await store.all(), mine = kept.filter(visit => visit.owner === owner)
  const newest = (one, other) => (other.finished || other.started).localeCompare(one.finished || one.started)
  const unsent = mine.filter(store.isUnsent).sort(newest)
  const arrived = mine.filter(visit => !store.isUnsent(visit)).sort(newest)
  for (const old of arrived.splice(10)) await store.remove(old.id)
  page.querySelector('#on-phone').replaceChildren(...[...unsent, ...arrived].map(visit => card(visit, words, again)))
  page.querySelector('#nothing').hidden = unsent.length + arrived.length > 0
  const others = kept.filter(visit => visit.owner !== owner && store.isUnsent(visit)).length
  page.querySelector('#others').hidden = !others
  page.querySelector('#others').textContent = fill(words.others, { n: others })
}

export function find(page, windows, words, begin) {
  const text = page.querySelector('#find').value.trim()
  const found = windows.filter(([, name, code]) => name.includes(text) || code.includes(text.toUpperCase()))
  page.querySelector('#windows').replaceChildren(...found.slice(0, MOST_FOUND).map(([id, name, code, kind]) => make('li', {},
    make('h3', { textContent: name }),
    make('p', { className: 'soft', textContent: `${words.kinds[kind]} · ${code}` }),
    button(words.begin, () => begin(id), 'plain'))))
  page.querySelector('#none-found').hidden = found.length > 0
  page.querySelector('#more').hidden = found.length <= MOST_FOUND
}
