import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { AppError } from '../../errors.ts'
import { limits } from './limits.ts'

/** The parts of a zip file by lower-cased name. `read` gives a part's bytes, never more than the limits allow. */
export type Zip = { names: ReadonlySet<string>; read(name: string): AsyncGenerator<Buffer>; close(): void }

/** The refusal of a workbook that cannot be what it says. */
export const damaged = () => new AppError('E-IMP-FORMAT', { type: '残缺或损坏的 .xlsx' })

/**
 * Opens a zip file by its central directory and decides from the sizes declared there, before anything is unpacked:
 * E-IMP-ZIP when it would become too large, E-IMP-RATIO when it shrank too much, E-IMP-FORMAT when it is broken.
 * Sizes that lie are caught while unpacking, at the same limit.
 */
export async function openZip(path: string): Promise<Zip> {
  const file = await opened(path)
  try {
    const entries = await guarded(file)
    let unpacked = 0
    return {
      names: new Set(entries.keys()),
      async *read(name) {
        const entry = entries.get(name)
        if (!entry) throw damaged()
        let sum = 0
        let size = 0
        try {
          for await (const chunk of await unpacking(file, entry)) {
            unpacked += chunk.length
            if (unpacked > limits.unpackedBytes) throw tooLarge(unpacked)
            sum = crc32(chunk, sum)
            size += chunk.length
            yield chunk
          }
        } catch (error) {
          throw error instanceof AppError ? error : damaged()
        }
        if (sum !== entry.crc32 || size !== entry.uncompressedSize) throw damaged()
      },
      close: () => file.close(),
    }
  } catch (error) {
    file.close()
    throw error
  }
}

const tooLarge = (bytes: number) =>
  new AppError('E-IMP-ZIP', {
    size: Math.round(bytes / 1024 ** 2),
    limit: Math.round(limits.unpackedBytes / 1024 ** 2),
  })

function opened(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: false }, (error, file) =>
      error ? reject(damaged()) : resolve(file),
    )
  })
}

function guarded(file: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  const entries = new Map<string, yauzl.Entry>()
  let total = 0
  let ratio = 0
  return new Promise((resolve, reject) => {
    file.on('error', () => reject(damaged()))
    file.on('end', () => {
      if (total > limits.unpackedBytes) reject(tooLarge(total))
      else if (ratio > limits.ratio) reject(new AppError('E-IMP-RATIO', { ratio: Math.round(ratio) }))
      else resolve(entries)
    })
    file.on('entry', (entry: yauzl.Entry) => {
      const name = entry.fileName.toLowerCase()
      if (entries.has(name)) return reject(damaged())
      if (entry.isEncrypted()) return reject(new AppError('E-IMP-FORMAT', { type: '加密的压缩包' }))
      entries.set(name, entry)
      if (entries.size > limits.entries) {
        return reject(new AppError('E-IMP-FORMAT', { type: `超过 ${limits.entries} 个文件的压缩包` }))
      }
      if (!name.startsWith('xl/media/')) {
        total += entry.uncompressedSize
        if (entry.uncompressedSize > 1024 ** 2) {
          ratio = Math.max(ratio, entry.uncompressedSize / Math.max(entry.compressedSize, 1))
        }
      }
      file.readEntry()
    })
    file.readEntry()
  })
}

function unpacking(file: yauzl.ZipFile, entry: yauzl.Entry): Promise<AsyncIterable<Buffer>> {
  return new Promise((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
}
