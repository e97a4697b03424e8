// Keeps a checklist on the phone while it is filled, and sends it in small parts until all is there.
// Without this script the form still posts, in one piece.
'use strict'
const form = document.querySelector('form.visit')
const drafts = document.querySelector('#drafts')
const prefix = `visit:${(form || drafts).dataset.drafts}:`
const all = (selector, within = form) => [...within.querySelectorAll(selector)]
const one = (selector, within = form) => within.querySelector(selector)
const make = (tag, values) => Object.assign(document.createElement(tag), values)
const read = key => JSON.parse(localStorage[key] || 'null')

if (drafts) {
  for (const key of Object.keys(localStorage).filter(key => key.startsWith(prefix))) {
    const href = drafts.dataset.open + key.slice(prefix.length), draft = read(key)
    if (one(`[href$="${draft.id}"]`, document)) {
      localStorage.removeItem(key) // it arrived after all
      continue
    }
    drafts.appendChild(make('li')).append(make('a', { href, textContent: draft.name }))
    drafts.parentNode.hidden = false
  }
}

function fill() {
  const fields = form.elements, words = form.dataset, items = all('.item')
  const key = prefix + fields.window_id.value
  const draft = read(key) || {
    id: fields.id.value, name: one('h1', document).textContent, started: new Date().toISOString(), fields: [], photos: []
  }
  const address = `${words.to}/${draft.id}`
  let busy = false

  function keep() {
    localStorage[key] = JSON.stringify(draft)
    one('#kept').hidden = false
  }

  const store = new Promise((done, fail) => {
    const opening = indexedDB.open('visits', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('photos')
    opening.onsuccess = () => done(opening.result)
    opening.onerror = fail
  })

  async function photo(act, ...values) {
    const asked = (await store).transaction('photos', 'readwrite').objectStore('photos')[act](...values)
    return new Promise((done, fail) => {
      asked.transaction.oncomplete = () => done(asked.result)
      asked.transaction.onabort = fail
    })
  }

  // 1 is fully met, 0 not at all, null does not apply, NaN is not answered yet.
  function outcome(item) {
    const { good, bad, enough } = item.dataset
    if (one('[value=na]:checked', item)) return null
    const chosen = one('[data-outcome]:checked', item)
    if (chosen) return +chosen.dataset.outcome
    const [first, second, third, minutes] = all('[inputmode]', item).map(input => input.value ? +input.value : NaN)
    if (bad) return Math.min(1, Math.max(0, (bad - first) / (bad - good)))
    if (enough) return one('[value=none]:checked', item) ? 0 : Math.min(1, (all(':checked', item).length || NaN) / enough)
    if (third === undefined) return first / second
    const reason = one('select', item).value
    const excused = one('[value=yes]:checked', item) || (reason && !(reason === 'toilet' && minutes > 10))
    return 1 - (excused ? 0 : third) / first
  }

  function tally() {
    let reached = 0, whole = 0, answered = 0
    for (const item of items) {
      const met = outcome(item), weight = +item.dataset.weight
      if (Number.isNaN(met)) continue
      answered++
      if (met !== null) { reached += weight * met; whole += weight }
    }
    one('progress').value = answered / items.length
    one('#answered').textContent = `${answered}/${items.length}`
    one('#score').textContent = whole ? +(100 * reached / whole).toFixed(2) : '–'
  }

  // Names are read as the server reads them: answers.A1.value.due, and [] for lists.
  function sheet() {
    const tree = { photos: draft.photos.map(({ sha256, item }, n) => ({ sha256, item, number: n + 1 })) }
    for (const [name, text] of new FormData(form)) {
      if (/^(csrf_token|id|photos.*)$/.test(name) || !text.trim()) continue
      const path = name.replace('[]', '').split('.'), last = path.pop()
      const place = path.reduce((at, step) => at[step] = Object(at[step]) === at[step] ? at[step] : {}, tree)
      place[last] = name.endsWith('[]') ? [].concat(place[last] || [], text.trim()) : text.trim()
    }
    return tree
  }

  function show(state, sentence) {
    const parts = [[words.record, draft.stored], ...draft.photos.map((each, n) => [words.photo + (n + 1), each.stored])]
    one('.sending').hidden = false
    one('.all').disabled = one('.actions button').hidden = !!draft.body
    one('#retry').hidden = !draft.body || state === 'sending'
    for (const note of all('[data-state]')) {
      note.hidden = note.dataset.state !== state
      if (sentence && !note.hidden) note.textContent = sentence
    }
    one('.parts').replaceChildren(...parts.map(([name, stored]) =>
      make('li', { className: stored ? 'done' : '', textContent: `${name}：${stored ? words.done : words.waiting}` })))
  }

  async function ask(part, method, type, body) {
    const headers = { 'Content-Type': type, 'X-CSRFToken': fields.csrf_token.value }
    const answer = await fetch(address + part, { method, headers, body })
    if (!answer.ok) throw answer
    return answer.json()
  }

  async function deliver() {
    await ask('', 'PUT', 'application/json', draft.body)
    draft.stored = true
    for (const each of draft.photos.filter(each => !each.stored)) {
      show('sending')
      await ask(`/photos/${each.sha256}`, 'PUT', 'image/jpeg', await photo('get', each.sha256))
      each.stored = true
      keep()
    }
    const { receipt } = await ask('/receipt', 'GET')
    for (const each of draft.photos) each.stored = receipt.photos.some(held => held.sha256 === each.sha256 && held.received)
    if (!draft.photos.every(each => each.stored)) throw receipt
    for (const each of draft.photos) await photo('delete', each.sha256)
    localStorage.removeItem(key)
    location = `${words.show}/${draft.id}`
  }

  // What is sent stays as it is until the server has it all, or says that it does not fit.
  async function send() {
    if (busy) return
    busy = true
    if (!draft.body) {
      fields.device_finished_at.value = new Date().toISOString()
      draft.body = JSON.stringify(sheet())
      keep()
    }
    show('sending')
    await deliver().catch(explain)
    busy = false
  }

  async function explain(answer) {
    const refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429
    const told = refused ? await answer.json().catch(() => ({})) : {}
    if (answer.status === 422 && !draft.stored) {
      delete draft.body
      keep()
    }
    show(refused ? 'refused' : 'unsent', told.message)
    for (const [id, said] of Object.entries(told.fields?.answers || {})) warn(id, Object.values(said).join(' '))
  }

  function warn(id, sentence) {
    const line = document.getElementById(`${id}-error`) || {}
    line.textContent = sentence
    line.hidden = false
    line.scrollIntoView?.({ block: 'center' })
  }

  async function shrunk(file) {
    const picture = await createImageBitmap(file), scale = Math.min(1, 1600 / Math.max(picture.width, picture.height))
    const canvas = make('canvas', { width: picture.width * scale, height: picture.height * scale })
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
    return new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.85))
  }

  async function take(input, item) {
    for (const file of [...input.files]) {
      try {
        const blob = await shrunk(file)
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))
        const sha256 = [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
        if (draft.photos.some(each => each.sha256 === sha256)) continue
        await photo('put', blob, sha256)
        draft.photos.push({ sha256, item: item.id })
        keep()
      } catch {
        warn(item.id, words.unreadable)
      }
    }
    input.value = ''
    shots(item)
  }

  async function shots(item) {
    const mine = draft.photos.filter(each => each.item === item.id)
    one('.taken', item).textContent = mine.length ? `（${mine.length}）` : ''
    const rows = await Promise.all(mine.map(async (each, n) => {
      const row = make('li'), remove = make('button', { type: 'button', textContent: '×', ariaLabel: words.remove })
      remove.onclick = () => {
        draft.photos.splice(draft.photos.indexOf(each), 1)
        photo('delete', each.sha256)
        keep()
        shots(item)
      }
      row.append(make('img', { src: URL.createObjectURL(await photo('get', each.sha256)), alt: words.photo + (n + 1) }), remove)
      return row
    }))
    one('.shots', item).replaceChildren(...rows)
  }

  function restore() {
    for (const field of draft.fields.length ? fields : []) {
      const texts = draft.fields.filter(([name]) => name === field.name).map(([, text]) => text)
      if (/radio|checkbox/.test(field.type)) field.checked = texts.includes(field.value)
      else if (texts.length && field.type !== 'file') field.value = texts.find(text => text !== 'na') || ''
    }
    fields.id.value = draft.id
    fields.device_started_at.value = draft.started
    items.filter(item => draft.photos.some(each => each.item === item.id)).forEach(shots)
    tally()
  }

  form.addEventListener('input', event => {
    if (event.target.type === 'file') return
    draft.fields = [...new FormData(form)].filter(([name, value]) => /^(answers|mode)/.test(name) && value)
    keep()
    tally()
  })
  form.addEventListener('change', event => {
    if (event.target.type === 'file' && crypto.subtle) take(event.target, event.target.closest('.item'))
  })
  form.addEventListener('click', event => {
    const step = +event.target.dataset.step
    if (!step) return
    const input = one('input', event.target.parentNode)
    input.value = Math.max(0, +input.value + step)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
  form.addEventListener('submit', event => {
    if (!crypto.subtle) return
    event.preventDefault()
    send()
  })
  one('#next').onclick = () => items.find(item => Number.isNaN(outcome(item)))?.scrollIntoView({ block: 'center' })
  one('#retry').onclick = send
  addEventListener('online', () => draft.body && send())
  document.documentElement.className += crypto.subtle ? ' scripted keeping' : ' scripted'
  one('.bar').hidden = false
  restore()
  if (draft.body) send()
}

if (form) fill()
