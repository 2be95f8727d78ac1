import { crc32, deflateSync } from 'node:zlib'
import type { Media } from '../../bot/channel.ts'

/** A small picture of a pond under a sky, drawn here so that no file has to be shipped. */
export function samplePicture(): Media {
  const [width, height] = [240, 160]
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(colourAt(x, y), y * (1 + width * 3) + 1 + x * 3)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8) // 8 bits a channel, RGB
  const bytes = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return { bytes, mime: 'image/png', name: 'pond.png' }
}

function colourAt(x: number, y: number): [number, number, number] {
  if ((x - 190) ** 2 + (y - 34) ** 2 < 240) return [255, 222, 130]
  const hills = 84 + 12 * Math.sin(x / 31) + 6 * Math.sin(x / 9)
  if (y < hills) return [150 + y, 200 + y / 3, 244]
  if (y < 106) return [112, 168 - (y - hills), 92]
  const ripple = Math.sin(x / 7 + y * 1.7) > 0.8 ? 22 : 0
  return [86 + ripple, 142 + ripple, 176 + ripple]
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** Two seconds of a hummed tune, 8 kHz, 8 bits: something that a browser can play. */
export function sampleVoice(): Media {
  const [rate, seconds] = [8_000, 2]
  const notes = [392, 440, 494, 392]
  const sound = Buffer.alloc(rate * seconds)
  for (let i = 0; i < sound.length; i++) {
    const beat = (i / sound.length) * notes.length
    const loudness = Math.min(1, (1 - (beat % 1)) * 2) * 50
    sound[i] = 128 + loudness * Math.sin((2 * Math.PI * notes[Math.floor(beat)]! * i) / rate)
  }
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + sound.length, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20) // PCM
  header.writeUInt16LE(1, 22) // one channel
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(sound.length, 40)
  return { bytes: Buffer.concat([header, sound]), mime: 'audio/wav', name: 'voice.wav' }
}
