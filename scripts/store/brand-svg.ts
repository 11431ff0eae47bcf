/** Colours of the brand, as in the app's palettes. */
export const brand = {
  dark: '#171310',
  light: '#fbf7f0',
  halo: '#ffb020',
  spark: '#f45c55',
  white: '#ffffff',
} as const;

/** Colours of the mark: the ring, and the two sparks. */
export interface MarkColours {
  readonly ring: string;
  readonly sparks: string;
}
export const inColour: MarkColours = { ring: brand.halo, sparks: brand.spark };
export const inWhite: MarkColours = { ring: brand.white, sparks: brand.white };

/** The mark is drawn in a square of this side around its middle; its ring touches the square's sides. */
const SIDE = 614;

/**
 * The mark, as an SVG group with its middle at 0, 0: a halo that somebody's spark breaks open. The gap around the spark is
 * cut out and not painted over, so that it stands on any ground.
 */
function mark({ ring, sparks }: MarkColours, side: number): string {
  const scale = side / SIDE;
  return `<g transform="scale(${scale})">
    <mask id="gap"><rect x="-400" y="-400" width="800" height="800" fill="#fff"/><circle cx="187" cy="-188" r="121" fill="#000"/></mask>
    <circle r="264" fill="none" stroke="${ring}" stroke-width="86" mask="url(#gap)"/>
    <circle r="92" fill="${sparks}"/><circle cx="187" cy="-188" r="83" fill="${sparks}"/>
  </g>`;
}

/** A square picture of the mark. `share`: of the side that the mark takes; without `ground` it is see-through. */
export function markSvg(side: number, share: number, colours: MarkColours, ground?: string): string {
  const back = ground === undefined ? '' : `<rect width="${side}" height="${side}" fill="${ground}"/>`;
  return svg(side, side, `${back}<g transform="translate(${side / 2} ${side / 2})">${mark(colours, side * share)}</g>`);
}

/** Letters as strokes of one width, so that no picture depends on the fonts of a machine: path, and width with its gap. */
const letters: Readonly<Record<string, readonly [string, number]>> = {
  H: ['M0 0V100M62 0V100M0 50H62', 92],
  a: ['M60 65a30 30 0 1 0-60 0a30 30 0 1 0 60 0M60 35V100', 90],
  l: ['M0 0V100', 30],
  o: ['M60 65a30 32 0 1 0-60 0a30 32 0 1 0 60 0', 90],
  B: ['M0 0V100M0 0H28a24 24 0 0 1 0 48H0M28 48a26 26 0 0 1 0 52H0', 86],
  u: ['M0 35V70a28 30 0 0 0 56 0V35M56 70V100', 86],
  z: ['M0 36H48L0 100H50', 78],
};

/** The name in the brand's letters, 100 high, its upper left corner at 0, 0. */
function wordmark(colour: string): string {
  let x = 0;
  const drawn = [...'HaloBuzz'].map((letter) => {
    const [path, width] = letters[letter] ?? ['', 0];
    const placed = `<path transform="translate(${x} 0)" d="${path}"/>`;
    x += width;
    return placed;
  });
  return `<g fill="none" stroke="${colour}" stroke-width="15" stroke-linecap="round" stroke-linejoin="round">${drawn.join('')}</g>`;
}

/** Google Play's feature graphic: name and mark left of a room in full swing, nothing important near the edges. */
export function featureGraphicSvg(): string {
  const rings = [150, 230, 320, 420].map(
    (r, at) =>
      `<circle cx="800" cy="250" r="${r}" fill="none" stroke="${brand.halo}" stroke-width="3" opacity="${0.34 - at * 0.07}"/>`,
  );
  const sparks = [
    [690, 92, 13],
    [925, 118, 20],
    [968, 300, 11],
    [662, 356, 17],
    [880, 420, 12],
    [742, 440, 8],
    [610, 196, 9],
  ].map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${brand.spark}"/>`);
  return svg(
    1024,
    500,
    `<defs><radialGradient id="glow" cx="800" cy="250" r="470" gradientUnits="userSpaceOnUse">
      <stop offset="0" stop-color="#6b4410"/><stop offset="1" stop-color="${brand.dark}"/></radialGradient></defs>
    <rect width="1024" height="500" fill="url(#glow)"/>${rings.join('')}${sparks.join('')}
    <g transform="translate(800 250)">${mark(inColour, 214)}</g>
    <g transform="translate(84 184) scale(0.66)">${wordmark(brand.light)}</g>
    <g fill="${brand.halo}"><rect x="84" y="296" width="150" height="10" rx="5"/></g>`,
  );
}

function svg(width: number, height: number, inside: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inside}</svg>`;
}
