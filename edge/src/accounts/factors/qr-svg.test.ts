import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrSvg } from './qr-svg.ts';

const text = 'otpauth://totp/HaloBuzz:sita?issuer=HaloBuzz&secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30';

test('a scanner reads the drawing', () => {
  const svg = qrSvg(text, 'QR code');
  expect(decodeQR(drawn(svg))).toBe(text);
});

test('it is dark on white whatever is behind it, has a quiet zone, and a title for screen readers', () => {
  const svg = qrSvg(text, 'Scan "me" <now> & here');
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1" role="img" aria-label="/);
  expect(svg).toContain('<title>Scan &quot;me&quot; &lt;now&gt; &amp; here</title>');
  expect(svg).toMatch(/<rect width="(\d+)" height="\1" fill="#fff"\/>/);
  const starts = [...svg.matchAll(/M(\d+) (\d+)h1/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
  expect(Math.min(...starts)).toBe(4);
  expect(svg).not.toMatch(/script|href|style/);
});

/** The drawing as a picture of eight pixels a module. */
function drawn(svg: string): { width: number; height: number; data: Uint8Array } {
  const modules = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  const scale = 8;
  const width = modules * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < scale; row += 1) {
      for (let column = 0; column < scale; column += 1) {
        const pixel = (Number(y) * scale + row) * width + Number(x) * scale + column;
        data.fill(0, pixel * 4, pixel * 4 + 3);
      }
    }
  }
  return { width, height: width, data };
}
