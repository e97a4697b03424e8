// The checklist as a form: what was answered, what it comes to, and the record made of it.

export const all = (selector, within) => [...within.querySelectorAll(selector)]
export const one = (selector, within) => within.querySelector(selector)

// Leaves only what applies to a kind of window. An item that copies another adds to its weight.
export function narrow(form, kind) {
  const applies = element => element.dataset.kinds.split(' ').includes(kind)
  for (const copy of all('.copy', form)) {
    const item = form.querySelector(`#${copy.dataset.of}`)
    if (item && applies(copy)) item.dataset.weight = +item.dataset.weight + +copy.dataset.weight
    copy.remove()
  }
  for (const item of all('.item', form).filter(item => !applies(item))) item.remove()
  for (const section of all('section:has(.items)', form).filter(section => !one('.item', section))) {
    one(`[href="#${section.id}"]`, form)?.remove()
    section.remove()
  }
}

// 1 is fully met, 0 not at all, null does not apply, NaN is not answered yet.
export function outcome(item) {
  const { good, bad, enough } = item.dataset
  if (one('[value=na]:checked', item)) return null
  const chosen = one('[data-outcome]:checked', item)
  if (chosen) return +chosen.dataset.outcome
  const [first, second, third, minutes] = all('[inputmode]', item).map(input => input.value ? +input.value : NaN)
  if (bad) return Math.min(1, Math.max(0, (bad - first) / (bad - good)))
  if (enough) return one('[value=none]:checked', item) ? 0 : Math.min(1, (all('.pills :checked', item).length || NaN) / enough)
  if (third === undefined) return first / second
  const reason = one('select', item).value
  const excused = one('[value=yes]:checked', item) || (reason && !(reason === 'toilet' && minutes > 10))
  return 1 - (excused ? 0 : third) / first
}

export function tally(form) {
  const items = all('.item', form)
  let reached = 0, whole = 0, answered = 0
  for (const item of items) {
    const met = outcome(item), weight = +item.dataset.weight
    if (Number.isNaN(met)) continue
    answered++
    if (met !== null) { reached += weight * met; whole += weight }
  }
  one('progress', form).value = answered / items.length
  one('#answered', form).textContent = `${answered}/${items.length}`
  one('#score', form).textContent = whole ? +(100 * reached / whole).toFixed(2) : '–'
}

export const typed = form => [...new FormData(form)].filter(([name, value]) => /^(answers|mode)/.test(name) && value)

// Names are read as the server reads them: answers.A1.value.due, and [] for lists.
export function record(visit, fields) {
  const tree = {
    window_id: visit.window.id,
    form_key: visit.form.key,
    form_version: visit.form.version,
    photos: visit.photos.map(({ sha256, item }, n) => ({ sha256, item, number: n + 1 })),
    device_started_at: visit.started,
    device_finished_at: new Date().toISOString(),
    answers: {}
  }
  if (visit.position) tree.position = visit.position
  for (const [name, text] of fields.filter(([, text]) => text.trim())) {
    const path = name.replace('[]', '').split('.'), last = path.pop()
    const place = path.reduce((at, step) => at[step] = Object(at[step]) === at[step] ? at[step] : {}, tree)
    place[last] = name.endsWith('[]') ? [].concat(place[last] || [], text.trim()) : text.trim()
  }
  for (const [item, answer] of Object.entries(tree.answers)) { // a note alone is no answer
    if (!('value' in answer)) delete tree.answers[item]
  }
  return tree
}

export function restore(form, fields) {
  if (!fields.length) return
  for (const field of form.elements) {
    const texts = fields.filter(([name]) => name === field.name).map(([, text]) => text)
    if (/radio|checkbox/.test(field.type)) field.checked = texts.includes(field.value)
    else if (texts.length && field.type !== 'file') field.value = texts.find(text => text !== 'na') || ''
  }
}

export function step(button) {
  const input = one('input', button.parentNode)
  input.value = Math.max(0, +input.value + +button.dataset.step)
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

export function warn(form, id, sentence) {
  const line = form.querySelector(`#${id}-error`)
  if (!line) return
  line.textContent = sentence
  line.hidden = false
  line.scrollIntoView({ block: 'center' })
}
