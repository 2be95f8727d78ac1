// What a newer phone adds to the page: reading aloud and a name written by hand. The page works without it.
// Bundled for old browsers (../assets.ts).
import SignaturePad from 'signature_pad'

const at = <E extends HTMLElement>(id: string): E | null => document.getElementById(id) as E | null

function readAloud(): void {
  const button = at('aloud')
  const voice: SpeechSynthesis | undefined = window.speechSynthesis
  if (!button || !voice || !window.SpeechSynthesisUtterance) return
  const start = button.textContent
  const show = (reading: boolean) => {
    button.textContent = reading ? button.getAttribute('data-stop') : start
  }
  button.hidden = false
  button.addEventListener('click', () => {
    if (voice.speaking) {
      voice.cancel()
      show(false)
      return
    }
    // One sentence after the other: some phones stop in the middle of a long text.
    const sentences = Array.from(document.querySelectorAll('#words h2, #words li'))
    sentences.forEach((sentence, n) => {
      const said = new window.SpeechSynthesisUtterance(sentence.textContent ?? '')
      said.lang = document.documentElement.lang
      said.rate = 0.85
      if (n === sentences.length - 1) said.onend = () => show(false)
      voice.speak(said)
    })
    show(true)
  })
  window.addEventListener('pagehide', () => voice.cancel())
}

function signByHand(): void {
  const canvas = at<HTMLCanvasElement>('pad')
  const form = at<HTMLFormElement>('answers')
  const onPaper = at('on-paper')
  const byHand = at('by-hand')
  const glass = canvas?.getContext?.('2d')
  if (!canvas || !form || !onPaper || !byHand || !glass) return
  onPaper.hidden = true
  byHand.hidden = false
  const pad = new SignaturePad(canvas, { minWidth: 1, maxWidth: 3 })
  // A phone's keyboard and address bar change the height alone.
  let width = 0
  const turned = () => {
    if (canvas.offsetWidth === width) return
    width = canvas.offsetWidth
    const drawn = pad.toData()
    const ratio = Math.max(window.devicePixelRatio || 1, 1)
    canvas.width = canvas.offsetWidth * ratio
    canvas.height = canvas.offsetHeight * ratio
    glass.scale(ratio, ratio)
    pad.clear()
    pad.fromData(drawn)
  }
  turned()
  window.addEventListener('resize', turned)
  at('again')?.addEventListener('click', () => pad.clear())
  const whole = (n: number) => Math.min(Math.max(Math.round(n), 0), 9_999)
  form.addEventListener('submit', () => {
    const strokes = form.elements.namedItem('strokes') as HTMLInputElement
    strokes.value = pad
      .toData()
      .map(({ points }) => points.map(({ x, y }) => `${whole(x)}.${whole(y)}`).join('-'))
      .filter(stroke => stroke !== '')
      .join('_')
  })
}

readAloud()
signByHand()
