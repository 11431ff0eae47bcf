import sharp from 'sharp';

type PictureType = 'jpeg' | 'png' | 'webp';

/** A picture of one colour. */
export async function solid(width: number, height: number, type: PictureType): Promise<Uint8Array<ArrayBuffer>> {
  const made = sharp({ create: { width, height, channels: 3, background: '#336699' } });
  return new Uint8Array(await made.toFormat(type).toBuffer());
}

/** Half red, half black, lying on its side, with a note of that, of the camera and the place. */
export async function withExif(type: PictureType): Promise<Uint8Array<ArrayBuffer>> {
  const red = { create: { width: 300, height: 600, channels: 3 as const, background: '#ff0000' } };
  const made = sharp({ create: { width: 600, height: 600, channels: 3, background: '#000000' } })
    .composite([{ input: await sharp(red).png().toBuffer(), left: 0, top: 0 }])
    .withExif({ IFD0: { Make: 'Secret Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '27/1 42/1 0/1' } })
    .withMetadata({ orientation: 6 });
  return new Uint8Array(await made.toFormat(type, type === 'webp' ? { lossless: true } : {}).toBuffer());
}

/** Signature and header of a PNG of eight bits a channel. */
export function pngHeader(width: number, height: number): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  return new Uint8Array(
    Buffer.concat([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), pngChunk('IHDR', header)]),
  );
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = new Uint8Array(Buffer.concat([Buffer.from(type, 'latin1'), data]));
  const ends = new DataView(new ArrayBuffer(8));
  ends.setUint32(0, data.byteLength);
  ends.setUint32(4, crc32(body));
  const bytes = new Uint8Array(ends.buffer);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, 4), body, bytes.subarray(4)]));
}

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
