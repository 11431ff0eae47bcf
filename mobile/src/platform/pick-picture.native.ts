import { limits } from '@halobuzz/core/limits';
import type { PickedPicture, PictureBox } from './picked-picture.ts';

/** How much of a picture's detail is kept. */
const QUALITY = 0.8;

/** Lets the person choose from their photographs, and cut it to the shape that is wanted. */
export async function pickPicture({ width, height }: PictureBox): Promise<PickedPicture> {
  const picker = await import('expo-image-picker');
  const chosen = await picker.launchImageLibraryAsync({
    mediaTypes: ['images'],
    allowsEditing: true,
    aspect: [width, height],
    quality: QUALITY,
    exif: false,
  });
  const [asset] = chosen.assets ?? [];
  if (asset === undefined) return { ok: false, reason: 'left' };
  if (asset.width * asset.height > limits.imagePixelsMax) return { ok: false, reason: 'too_large' };
  const picture = await (await fetch(asset.uri)).blob();
  if (picture.size > limits.imageBytesMax) return { ok: false, reason: 'too_large' };
  return { ok: true, picture, uri: asset.uri };
}
