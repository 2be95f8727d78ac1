import { readFileSync, writeFileSync } from 'node:fs'
import { diagrams } from '../../flows/engine/diagram.ts'
import { flows } from '../../flows/index.ts'

// Writes the generated part of flows/README.md; a test (test/architecture.test.ts) fails while it is stale.
const readme = new URL('../../flows/README.md', import.meta.url)
const [written] = readFileSync(readme, 'utf8').split('<!-- npm run diagrams -->')
writeFileSync(readme, `${written}<!-- npm run diagrams -->\n\n${diagrams(flows)}`)
