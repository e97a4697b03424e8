// Takes pictures into a visit: made small on the phone, shown, and taken out again.

import * as store from './store.js'

const LONG_SIDE = 1600
const QUALITY = 0.85

// Drawing a picture anew also leaves its place and device behind.
async function shrunk(file) {
  const picture = new Image()
  picture.src = URL.createObjectURL(file)
  try {
    await picture.decode()
  } finally {
    URL.revokeObjectURL(picture.src)
  }
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.naturalWidth * scale)
  canvas.height = Math.round(picture.naturalHeight * scale)
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', QUALITY))
  return blob.arrayBuffer()
}

// Adds the pictures of a file field to an item; gives how many could not be read or kept.
export async function take(visit, item, files) {
  let failed = 0
  for (const file of files) {
    try {
      const bytes = await shrunk(file), sha256 = await store.sha256(bytes)
      if (visit.photos.some(each => each.sha256 === sha256)) continue
      const taken = { sha256, item, size: bytes.byteLength }
      await store.addPhoto(visit.id, taken, bytes)
      visit.photos.push(taken)
    } catch {
      failed++
    }
  }
  return failed
}

export async function show(visit, item, words) {
  const mine = visit.photos.filter(each => each.item === item.id)
  item.querySelector('.taken').textContent = mine.length ? `（${mine.length}）` : ''
  const rows = await Promise.all(mine.map((each, n) => row(visit, item, each, `${words.photo} ${n + 1}`, words)))
  for (const old of item.querySelectorAll('.shots img')) URL.revokeObjectURL(old.src)
  item.querySelector('.shots').replaceChildren(...rows)
}

async function row(visit, item, { sha256 }, name, words) {
  const bytes = await store.photo(visit.id, sha256)
  const picture = Object.assign(new Image(), { src: URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })), alt: name })
  const remove = Object.assign(document.createElement('button'), { type: 'button', textContent: '×', ariaLabel: words.remove })
  remove.onclick = async () => {
    await store.dropPhoto(visit.id, sha256)
    visit.photos = visit.photos.filter(each => each.sha256 !== sha256)
    show(visit, item, words)
  }
  const line = document.createElement('li')
  line.append(picture, remove)
  return line
}
