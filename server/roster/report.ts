import type { ImportOptions, Summary } from './import.ts'

/** The summary for a person to read, in Chinese. */
export function reportOf(summary: Summary, { dryRun, acceptValid }: ImportOptions): string {
  const { rows, importable, doubtful, refused, created, changed, unchanged, problems } = summary
  const lines = [`共 ${rows} 行:可入册 ${importable},有疑问 ${doubtful},不能入册 ${refused}`]
  for (const { sheet, row, column, value, reason } of problems) {
    const where = /^[A-Z]{1,3}$/.test(column) ? `${column}${row}` : `第 ${row} 行${column && `「${column}」`}`
    const what = value === undefined ? '' : `「${value.replace(/\s+/gu, ' ')}」`
    lines.push(`  ${sheet} ${where} ${what}${what && ' '}${reason}`)
  }
  if (rows === 0) lines.push('文件里没有儿童,没有导入任何内容。')
  else if (refused > 0 && (!acceptValid || refused === rows)) {
    lines.push(
      acceptValid
        ? '没有可以导入的行。'
        : `有 ${refused} 行不能入册,${dryRun ? '照这样导入时整份文件都不会' : '整份文件都没有'}导入。请改好后再来,或加 --accept-valid 只导入其余的行。`,
    )
  } else {
    const what = `新入册 ${created},有改动 ${changed},没有变化 ${unchanged}`
    lines.push(dryRun ? `试运行,没有写入任何内容。导入时:${what}。` : `已导入:${what}。`)
    if (doubtful > 0) lines.push('有疑问的:新的孩子先列出,已在册的改动先不写入,都等人核实。')
  }
  return lines.join('\n')
}
