// On every page of an inspector: what is not sent yet stays in view, and nobody signs out by mistake.

import { keepTelling } from './age.js'
import { drain, listen } from './queue.js'

const place = document.querySelector('#unsent')
let unsent = 0
const tell = async () => { unsent = await keepTelling(place) }

for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
  form.addEventListener('submit', async event => {
    event.preventDefault()
    if (unsent && !confirm(place.dataset.leaving)) return
    // who signs out leaves no page behind; unsent visits stay
    for (const name of globalThis.caches ? await caches.keys() : []) {
      await (await caches.open(name)).delete(place.getAttribute('href'), { ignoreSearch: true })
    }
    form.submit()
  })
}

tell()
listen(tell)
drain().then(tell)
setInterval(tell, 30000)
