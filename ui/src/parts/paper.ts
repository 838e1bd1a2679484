// SVG pages from Rust, made safe to put into the page: parsed as XML, and whatever could act is dropped.
// (Inline, not as an image, since an image could not use the program's own fonts.)

const DROPPED = 'script, foreignObject, iframe, object, embed, style, animate, set, a'

export function svgElement(source: string): SVGSVGElement | null {
  const parsed = new DOMParser().parseFromString(source, 'image/svg+xml')
  const root = parsed.documentElement
  if (root.localName !== 'svg' || parsed.querySelector('parsererror')) return null
  root.querySelectorAll(DROPPED).forEach((element) => element.remove())
  for (const element of [root, ...root.querySelectorAll('*')]) {
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? ''
      const outside = name.endsWith('href') && !value.startsWith('#') && !value.startsWith('data:image/')
      if (name.startsWith('on') || outside) element.removeAttribute(name)
    }
  }
  return document.importNode(root, true) as unknown as SVGSVGElement
}
