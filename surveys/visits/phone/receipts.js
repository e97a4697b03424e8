// A receipt counts only if the key that was delivered beforehand says that the server signed it.

const decode = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0))

export async function verified({ receipt, signature }, keys) {
  for (const key of keys) {
    const known = await crypto.subtle.importKey(
      'spki', decode(key), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    const words = new TextEncoder().encode(receipt)
    if (await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, known, decode(signature), words)) {
      return JSON.parse(receipt)
    }
  }
  return null
}

// Tells whether a receipt is for this visit, byte for byte.
export const isFor = (receipt, visit, bodyHash) => receipt.id === visit.id && receipt.sent_sha256 === bodyHash

// Tells whether it lists every part as received.
export function isWhole(receipt, visit) {
  const received = new Set(receipt.photos.filter(photo => photo.received).map(photo => photo.sha256))
  return receipt.state !== 'incomplete' && visit.photos.every(photo => received.has(photo.sha256))
}
