// What the phone keeps: visits and their photos, changed together in one transaction or not at all.
// A visit: {id, owner, window, form, started, fields, seen, photos, state}, and once it is handed in
// {body, finished, told, sent}. Its photos lie beside it under [visit, sha256].

const NAME = 'mingchuang-visits'
const STORES = ['visits', 'photos', 'notes']
let opening

function open() {
  opening ||= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('visits', { keyPath: 'id' })
      asked.result.createObjectStore('photos', { keyPath: ['visit', 'sha256'] })
      asked.result.createObjectStore('notes')
    }
    asked.onsuccess = () => {
      asked.result.onclose = () => { opening = null }
      asked.result.onversionchange = () => { asked.result.close(); opening = null }
      done(asked.result)
    }
    asked.onerror = () => { opening = null; fail(asked.error) }
  })
  return opening
}

async function begin(mode) {
  const kept = { durability: 'strict' }
  try {
    return (await open()).transaction(STORES, mode, kept)
  } catch { // a phone short of memory closes the database under us
    opening = null
    return (await open()).transaction(STORES, mode, kept)
  }
}

// Runs an act on the three stores; gives what its request found once everything is safely written.
async function unit(mode, act) {
  const transaction = await begin(mode)
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(asked?.result)
    transaction.onabort = () => fail(transaction.error)
    const asked = act(...STORES.map(name => transaction.objectStore(name)))
  })
}

const photosOf = id => IDBKeyRange.bound([id], [id, '\uffff'])
const edited = (visits, id, edit) => {
  visits.get(id).onsuccess = ({ target }) => {
    if (!target.result) return
    edit(target.result)
    visits.put(target.result)
  }
}

export const all = () => unit('readonly', visits => visits.getAll())
export const one = id => unit('readonly', visits => visits.get(id))
export const photo = async (id, sha256) => (await unit('readonly', (_, photos) => photos.get([id, sha256])))?.bytes
export const add = visit => unit('readwrite', visits => visits.put(visit))
export const change = (id, edit) => unit('readwrite', visits => edited(visits, id, edit))
export const note = (name, value) => unit('readwrite', (visits, photos, notes) => notes.put(value, name))
export const noted = name => unit('readonly', (visits, photos, notes) => notes.get(name))

export const addPhoto = (id, taken, bytes) => unit('readwrite', (visits, photos) => {
  photos.put({ visit: id, sha256: taken.sha256, bytes })
  edited(visits, id, visit => visit.photos.push(taken))
})

export const dropPhoto = (id, sha256) => unit('readwrite', (visits, photos) => {
  photos.delete([id, sha256])
  edited(visits, id, visit => { visit.photos = visit.photos.filter(each => each.sha256 !== sha256) })
})

export const remove = id => unit('readwrite', (visits, photos) => {
  photos.delete(photosOf(id))
  visits.delete(id)
})

// The server has it all: its words and photos go, a line that says so stays.
export const delivered = id => unit('readwrite', (visits, photos) => {
  photos.delete(photosOf(id))
  edited(visits, id, visit => {
    for (const name of ['body', 'fields', 'seen', 'told']) delete visit[name]
    visit.state = 'delivered'
    visit.arrived = new Date().toISOString()
  })
})

export const isUnsent = visit => visit.state !== 'delivered'
export const isHandedIn = visit => isUnsent(visit) && !!visit.body

export async function sha256(data) {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
