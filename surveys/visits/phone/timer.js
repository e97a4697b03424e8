// An empty post counts as seen when it was seen twice, at least ten minutes apart.

import { one } from './sheet.js'

const APART = 10 * 60 * 1000
const clock = moment => new Date(moment).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
const left = time => `${Math.floor(time / 60000)}:${String(Math.floor(time / 1000) % 60).padStart(2, '0')}`

function set(item, part, value) {
  const field = one(`[name$=".${part}"]`, item)
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

// Pressed once for the first look and once for the second; `visit.seen` outlives the page.
export function look(visit, item) {
  const seen = visit.seen[item.id] || {}, now = Date.now()
  if (!seen.first) seen.first = now
  else if (!seen.second && now - seen.first >= APART) seen.second = now
  visit.seen[item.id] = seen
  set(item, 'first', clock(seen.first))
  if (seen.second) {
    set(item, 'second', clock(seen.second))
    set(item, 'minutes', Math.floor((seen.second - seen.first) / 60000))
  }
  paint(visit, item)
}

export function paint(visit, item) {
  const button = one('[data-look]', item)
  if (!button) return
  const { first, second } = visit.seen[item.id] || {}, { begin, again, wait, done } = button.dataset
  const waiting = first ? Math.max(0, first + APART - Date.now()) : 0
  button.hidden = false
  button.disabled = !!second || waiting > 0
  const text = second ? done : waiting ? `${wait} ${left(waiting)}` : first ? again : begin
  if (button.textContent !== text) button.textContent = text
}
