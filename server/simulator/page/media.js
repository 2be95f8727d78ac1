import { t } from './words.js'

/** What the server takes, in bytes. */
const largest = 1024 * 1024
/** Phones' pictures are made this small before they are sent, as WeChat does: pixels of the longer side. */
const longestSide = 1280

/** @param {Blob} blob @returns {Promise<string>} */
async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return btoa(text)
}

/**
 * A chosen file as what is sent; large pictures are made smaller. Rejects with a sentence for the person.
 * @param {File} file
 */
export async function pictureOf(file) {
  const kept =
    ['image/png', 'image/gif', 'image/webp', 'image/jpeg'].includes(file.type) && file.size <= largest / 4
  const blob = kept ? file : await smaller(file)
  if (blob.size > largest) throw new Error(t('pictureTooLarge'))
  return { kind: 'image', mime: blob.type, data: await base64(blob) }
}

/** @param {File} file @returns {Promise<Blob>} */
async function smaller(file) {
  const image = await createImageBitmap(file).catch(() => {
    throw new Error(t('notPicture'))
  })
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error(t('notPicture')))), 'image/jpeg', 0.82),
  )
}

/** WeChat's own limit of a voice note, s. */
const longestVoice = 60

/**
 * Starts recording; `tick` is called with the seconds so far. Rejects when there is no microphone.
 * @param {(seconds: number) => void} tick
 */
export async function startRecording(tick) {
  if (!navigator.mediaDevices || !('MediaRecorder' in window)) throw new Error(t('noMicrophone'))
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => {
    throw new Error(t('noMicrophone'))
  })
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000 })
  /** @type {Blob[]} */
  const pieces = []
  recorder.addEventListener('dataavailable', event => pieces.push(event.data))
  let seconds = 0
  const counting = setInterval(() => {
    tick(++seconds)
    if (seconds >= longestVoice) recorder.stop()
  }, 1000)
  /** @type {Promise<void>} */
  const ended = new Promise(resolve => recorder.addEventListener('stop', () => resolve(), { once: true }))
  recorder.start()

  async function stop() {
    clearInterval(counting)
    if (recorder.state !== 'inactive') recorder.stop()
    await ended
    for (const track of stream.getTracks()) track.stop()
  }

  return {
    cancel: stop,
    async finish() {
      await stop()
      const blob = new Blob(pieces)
      if (blob.size > largest) throw new Error(t('voiceTooLarge'))
      const mime = recorder.mimeType.split(';')[0] || 'audio/webm'
      return { kind: 'voice', mime, data: await base64(blob) }
    },
  }
}
