import { limits } from '@halobuzz/core/limits';
import type { PickedPicture, PictureBox } from './picked-picture.ts';

/** How much of a JPEG's detail is kept. */
const QUALITY = 0.86;

/** Lets the person choose a file, and draws it anew at the size that is wanted: upright, and without what a camera notes. */
export async function pickPicture(box: PictureBox): Promise<PickedPicture> {
  const file = await chosenFile();
  if (file === undefined) return { ok: false, reason: 'left' };
  return smallerPicture(file, box);
}

function chosenFile(): Promise<File | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = 'image/jpeg,image/png,image/webp';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]));
    input.addEventListener('cancel', () => resolve(undefined));
    input.click();
  });
}

/** The part of a page that draws pictures. */
export interface Drawing {
  readonly read: (file: Blob) => Promise<{ readonly width: number; readonly height: number }>;
  readonly draw: (source: object, width: number, height: number) => Promise<Blob | null>;
  readonly urlOf: (picture: Blob) => string;
}

export async function smallerPicture(file: Blob, box: PictureBox, by: Drawing = page): Promise<PickedPicture> {
  try {
    const source = await by.read(file);
    const scale = Math.min(1, box.width / source.width, box.height / source.height);
    const side = (length: number): number => Math.max(1, Math.round(length * scale));
    const picture = await by.draw(source, side(source.width), side(source.height));
    if (picture === null) return { ok: false, reason: 'unreadable' };
    if (picture.size > limits.imageBytesMax) return { ok: false, reason: 'too_large' };
    return { ok: true, picture, uri: by.urlOf(picture) };
  } catch {
    return { ok: false, reason: 'unreadable' };
  }
}

const page: Drawing = {
  read: (file) => createImageBitmap(file, { imageOrientation: 'from-image' }),
  draw: async (source, width, height) => {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    // `read` made it: `drawImage` takes what `createImageBitmap` gives.
    canvas.getContext('2d')?.drawImage(source as ImageBitmap, 0, 0, width, height);
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  },
  urlOf: (picture) => URL.createObjectURL(picture),
};
