import encodeQR from 'qr';

/** Light modules around the code; the standard wants four (ISO/IEC 18004 §6.3.8). */
const QUIET_ZONE_MODULES = 4;

/**
 * A QR code as an SVG document, dark on white whatever is behind it: scanners want the contrast, and a dark page would
 * swallow it. `title` is what a screen reader says.
 */
export function qrSvg(text: string, title: string): string {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE_MODULES });
  const size = rows.length;
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="${escaped(title)}"`,
    ` shape-rendering="crispEdges"><title>${escaped(title)}</title>`,
    `<rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
