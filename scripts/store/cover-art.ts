import sharp from 'sharp';

const SIDE = { width: 1280, height: 720 } as const;
const grounds = [
  ['#3a1c52', '#e0577a', '#ffb020'],
  ['#0e3b43', '#328f8a', '#f8d47a'],
  ['#5b1a18', '#d9652b', '#ffd08a'],
  ['#14213d', '#3f6fb5', '#f9c9a4'],
  ['#2b2d42', '#8f5fb0', '#f4b6c2'],
  ['#123524', '#4f9d4f', '#f1e189'],
] as const;

/** A cover for a demonstration: hills before a low sun, other colours and another ridge for each number. JPEG. */
export async function coverArt(number: number): Promise<Buffer> {
  const [far, near, sun] = grounds[number % grounds.length] ?? grounds[0];
  const { width, height } = SIDE;
  const ridge = (base: number, rise: number, shift: number): string => {
    const points = Array.from({ length: 33 }, (_, at) => {
      const x = (at / 32) * width;
      const y =
        base - rise * Math.abs(Math.sin(at * 0.7 + shift)) - rise * 0.4 * Math.abs(Math.sin(at * 1.9 + shift * 2));
      return `${x.toFixed(0)},${y.toFixed(0)}`;
    });
    return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}"/>`;
  };
  const sunX = 260 + ((number * 337) % 760);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${far}"/><stop offset="0.75" stop-color="${near}"/><stop offset="1" stop-color="${sun}"/></linearGradient></defs>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${sunX}" cy="360" r="120" fill="${sun}"/>
    <g fill="${near}" opacity="0.7">${ridge(520, 150, number)}</g>
    <g fill="${far}" opacity="0.8">${ridge(620, 170, number * 1.7 + 1)}</g>
    <g fill="#0f0c0a" opacity="0.85">${ridge(710, 110, number * 2.3 + 2)}</g></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 86 }).toBuffer();
}
