// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { svgElement } from './paper'

const svg = (inside: string, attributes = '') => `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`

it('draws a page', () => {
  const page = svgElement(svg('<text x="1">肆佰元整</text>', 'viewBox="0 0 210 148"'))
  expect([page?.getAttribute('viewBox'), page?.textContent]).toEqual(['0 0 210 148', '肆佰元整'])
})

it('drops whatever could act', () => {
  const page = svgElement(
    svg('<script>x</script><a href="http://x.example"><text>t</text></a><image href="http://x.example/i.png"/><use href="#q"/><rect onclick="x"/><foreignObject/>', 'onload="x"'),
  )
  expect(page?.outerHTML).toBe('<svg xmlns="http://www.w3.org/2000/svg"><image></image><use href="#q"></use><rect></rect></svg>')
})

it.each([['no page at all', ''], ['a cut page', '<svg xmlns="http://www.w3.org/2000/svg"><text>'], ['something else', '<p/>']])('refuses %s', (_, source) =>
  expect(svgElement(source)).toBeNull(),
)
