// Says how many visits have not reached the server, and how long the oldest has waited.

import * as store from './store.js'

const MINUTE = 60000

export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name])

export function since(moment, words) {
  const minutes = Math.max(0, Math.floor((Date.now() - new Date(moment)) / MINUTE))
  if (minutes < 60) return fill(words.minutes, { n: minutes })
  if (minutes < 48 * 60) return fill(words.hours, { n: Math.floor(minutes / 60) })
  return fill(words.days, { n: Math.floor(minutes / 60 / 24) })
}

// Shows it in an element, and keeps on showing it.
export async function keepTelling(place) {
  const words = place.dataset
  const unsent = (await store.all()).filter(store.isUnsent)
  const oldest = unsent.map(visit => visit.finished || visit.started).sort()[0]
  place.hidden = !unsent.length && !words.none
  place.textContent = unsent.length ? fill(words.some, { n: unsent.length, age: since(oldest, words) }) : words.none || ''
  place.classList.toggle('warn', unsent.length > 0)
  return unsent.length
}
