import { type FileHandle, open } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../../errors.ts'
import { limits } from './limits.ts'
import { openZip } from './zip.ts'

/** Readable: a workbook (.xlsx) or text (CSV). */
export type Format = 'workbook' | 'text'

const unsupported = (type: string) => new AppError('E-IMP-FORMAT', { type })

/** The first bytes of files that get sent in place of a ledger. */
const signatures: [type: string, bytes: string][] = [
  ['PNG 图片', '89504e47'],
  ['JPEG 图片', 'ffd8ff'],
  ['GIF 图片', '47494638'],
  ['PDF 文档', '25504446'],
  ['RAR 压缩包', '526172211a07'],
  ['7z 压缩包', '377abcaf271c'],
  ['GZIP 压缩包', '1f8b'],
  ['RTF 文档', '7b5c727466'],
  ['旧版 Excel(.xls)', '09080400'],
  ['旧版 Excel(.xls)', '0908'],
  ['旧版 Excel(.xls)', '0904'],
]

/**
 * What a file really is, by its bytes; the name counts only where the bytes are text. Throws E-IMP-FILE when it cannot
 * be opened, E-IMP-FORMAT naming the type that was found, and what the zip guard throws.
 */
export async function detectFormat(path: string): Promise<Format> {
  let file: FileHandle
  try {
    file = await open(path)
  } catch (error) {
    throw new AppError('E-IMP-FILE', {
      what: reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? '读取失败',
    })
  }
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new AppError('E-IMP-FILE', { what: '不是文件' })
    if (stat.size === 0) throw unsupported('空文件')
    if (stat.size > limits.fileBytes) throw new AppError('E-IMP-LIMIT')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    const head = buffer.subarray(0, bytesRead)
    const hex = head.toString('hex')
    if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return await workbookType(path)
    if (hex.startsWith('d0cf11e0a1b11ae1')) throw unsupported(await compoundType(file, head))
    const known = signatures.find(([, bytes]) => hex.startsWith(bytes))
    if (known) throw unsupported(known[0])
    return textType(head, extname(path).toLowerCase(), stat.size)
  } finally {
    await file.close()
  }
}

const reasons: Record<string, string> = {
  ENOENT: '没有这个文件',
  EACCES: '没有读取权限',
  EISDIR: '不是文件',
}

async function workbookType(path: string): Promise<Format> {
  const zip = await openZip(path)
  zip.close()
  const has = (pattern: RegExp) => [...zip.names].some(name => pattern.test(name))
  if (has(/vbaproject\.bin$|^xl\/macrosheets\//)) throw unsupported('带宏的工作簿(.xlsm)')
  if (has(/^xl\/workbook\.bin$/)) throw unsupported('二进制工作簿(.xlsb)')
  if (has(/^content\.xml$/) && has(/^mimetype$|^meta-inf\/manifest\.xml$/))
    throw unsupported('OpenDocument(.ods)')
  if (has(/^word\//)) throw unsupported('Word 文档')
  if (has(/^ppt\//)) throw unsupported('演示文稿')
  if (!has(/^xl\//) || !has(/^\[content_types\]\.xml$/)) throw unsupported('ZIP 压缩包')
  return 'workbook'
}

/** Old Office files and locked new ones share a container; the names in its directory tell them apart. */
async function compoundType(file: FileHandle, head: Buffer): Promise<string> {
  if (head.length < 512) return '残缺的旧版 Office 文件'
  const sector = 2 ** Math.min(head.readUInt16LE(30), 12)
  const { buffer } = await file.read(Buffer.alloc(sector), 0, sector, (head.readUInt32LE(48) + 1) * sector)
  const names = buffer.toString('utf16le')
  if (names.includes('EncryptedPackage')) return '带密码的工作簿'
  if (names.includes('WordDocument')) return '旧版 Word 文档'
  return names.includes('Workbook') || names.includes('Book') ? '旧版 Excel(.xls)' : '旧版 Office 文件'
}

function textType(head: Buffer, extension: string, size: number): Format {
  const text = head
    .toString('latin1')
    .replace(/^(\xef\xbb\xbf)?\s*/, '')
    .toLowerCase()
  if (/^(<!doctype html|<html|<head|<table|<meta|<style|<div)/.test(text)) throw unsupported('网页(HTML)')
  if (/^(mime-version:|from:)/.test(text)) throw unsupported('网页(MHTML)')
  if (/^<\?xml/.test(text)) throw unsupported(text.includes('excel') ? 'XML 表格' : 'XML 文件')
  if (/^\.(xls|xlsx|xlsm|xlsb|ods|et)$/.test(extension))
    throw unsupported(`文本(CSV),扩展名却是 ${extension}`)
  if (size > limits.textBytes) throw new AppError('E-IMP-LIMIT')
  return 'text'
}
