// One visit as it is being filled in: each answer is on the phone before the next can be given.

import * as camera from './camera.js'
import * as sheet from './sheet.js'
import * as store from './store.js'
import * as timer from './timer.js'

const { all, one } = sheet

// Lets a checklist come alive in a place; hands the visit in when the inspector says so.
export async function open(place, visit, template, words, handIn) {
  const form = template.content.cloneNode(true).querySelector('form')
  sheet.narrow(form, visit.window.kind)
  one('h1', form).textContent = visit.window.name
  place.replaceChildren(form)
  const items = all('.item', form)
  sheet.restore(form, visit.fields)
  one('#place', form).checked = !!visit.position
  sheet.tally(form)
  for (const item of items) {
    if (visit.photos.some(each => each.item === item.id)) camera.show(visit, item, words)
    timer.paint(visit, item)
  }
  for (const [id, said] of Object.entries(visit.wrong?.answers || {})) sheet.warn(form, id, Object.values(said).flat().join(' '))
  const ticking = setInterval(() => {
    if (!form.isConnected) return clearInterval(ticking)
    items.forEach(item => timer.paint(visit, item))
  }, 1000)
  attend(form, visit, items, words, handIn)
}

async function keep(form, visit) {
  visit.fields = sheet.typed(form)
  const { fields, seen } = visit
  await store.change(visit.id, each => Object.assign(each, { fields, seen }))
  one('#kept', form).hidden = false
}

function attend(form, visit, items, words, handIn) {
  form.addEventListener('input', event => {
    if (event.target.type === 'file' || event.target.id === 'place') return
    keep(form, visit)
    sheet.tally(form)
  })
  form.addEventListener('change', async event => {
    if (event.target.id === 'place') return locate(event.target, visit, words)
    if (event.target.type !== 'file') return
    const item = event.target.closest('.item')
    const failed = await camera.take(visit, item.id, [...event.target.files])
    if (failed) sheet.warn(form, item.id, words.unreadable)
    event.target.value = ''
    camera.show(visit, item, words)
  })
  form.addEventListener('click', event => {
    if (event.target.matches('.jump a')) {
      event.preventDefault() // the address says which visit is open
      one(event.target.getAttribute('href'), form).scrollIntoView()
    }
    if (event.target.dataset.step) sheet.step(event.target)
    if ('look' in event.target.dataset) timer.look(visit, event.target.closest('.item'))
    if (event.target.type === 'file') keep(form, visit) // the camera may cost us the page
  })
  form.addEventListener('submit', async event => {
    event.preventDefault()
    const bare = items.find(item => Number.isNaN(sheet.outcome(item)) && hasMore(item, visit))
    if (bare) return sheet.warn(form, bare.id, words.answer_first)
    await keep(form, visit)
    handIn(sheet.record(visit, visit.fields))
  })
  one('#next', form).onclick = () => items.find(item => Number.isNaN(sheet.outcome(item)))?.scrollIntoView({ block: 'center' })
}

const hasMore = (item, visit) => one('textarea', item).value.trim() || visit.photos.some(each => each.item === item.id)

// Only with consent, and only to about a kilometre.
async function locate(box, visit, words) {
  const coarse = degrees => Math.round(degrees * 100) / 100
  const said = document.querySelector('#place-said')
  const found = box.checked && navigator.geolocation && await new Promise(done =>
    navigator.geolocation.getCurrentPosition(done, () => done(null), { timeout: 20000, maximumAge: 600000 }))
  visit.position = found ? {
    latitude: coarse(found.coords.latitude), longitude: coarse(found.coords.longitude), accuracy: Math.round(found.coords.accuracy)
  } : null
  if (!found && box.checked) box.checked = false
  said.textContent = found ? words.place_kept : box.checked || found === null ? words.place_failed : ''
  const { position } = visit
  await store.change(visit.id, each => Object.assign(each, { position }))
}
