import type { imageTypes } from '@halobuzz/core/api/images';
import { invalidField } from '@halobuzz/core/errors/app-error';

export type ImageType = (typeof imageTypes)[number];

/** How the files begin that are sent most and never taken, so that the answer can say what is wrong. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^GIF8[79]a/, 'is a GIF; send JPEG, PNG or WebP'],
  [
    /^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!doctype svg|<svg)/i,
    'is an SVG or another kind of XML; send JPEG, PNG or WebP',
  ],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|script)/i, 'is a web page; send JPEG, PNG or WebP'],
  [/^....ftyp(?:hei|hev|mif|msf|avi)/s, 'is HEIC or AVIF; send JPEG, PNG or WebP'],
];

/**
 * What makes a picture something else as well for a program that looks for it anywhere in a file. Each is too long to stand
 * in compressed data by chance: one five-megabyte picture in ten million holds the most likely of them.
 */
const markup = /<script[\s>/]|<!doctype\s|<html[\s>]|<iframe[\s>]|<\?php\s|<svg\s+[a-z:]{2,}\s*=|javascript:[a-z]/i;
/** PDF readers look this far for its beginning. */
const pdfWithin = 1_024;

/**
 * The type of a picture by its bytes. The name and type its sender gave count for nothing.
 * @throws AppError `validation_failed` on `image`: what it is instead, or what else it is beside a picture
 */
export function inspectImage(bytes: Uint8Array): ImageType {
  if (bytes.byteLength === 0) throw refused('must be a picture, sent as the body');
  // Byte for byte: every byte is one character.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const type = typeOf(text);
  if (markup.test(text)) throw refused('holds a script or markup of a web page; send it without');
  if (text.slice(0, pdfWithin).includes('%PDF-')) throw refused('is a PDF as well; send the picture alone');
  if (endsAsArchive(bytes, text)) throw refused('is an archive as well; send the picture alone');
  return type;
}

function typeOf(text: string): ImageType {
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (/^RIFF....WEBP/s.test(text)) return 'image/webp';
  const known = others.find(([begin]) => begin.test(text.slice(0, 256)));
  throw refused(known?.[1] ?? 'must be a JPEG, PNG or WebP picture');
}

const endOfCentralDirectory = 'PK\x05\x06';
const endRecordBytes = 22;

/** A ZIP (an installable package, too) is read from its end: its last record says how long the comment behind it is. */
function endsAsArchive(bytes: Uint8Array, text: string): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = Math.max(0, text.length - endRecordBytes - 0xffff);
  for (
    let at = text.indexOf(endOfCentralDirectory, from);
    at !== -1;
    at = text.indexOf(endOfCentralDirectory, at + 1)
  ) {
    if (at + endRecordBytes > text.length) return false;
    if (at + endRecordBytes + view.getUint16(at + 20, true) === text.length) return true;
  }
  return false;
}

function refused(message: string): Error {
  return invalidField('image', message);
}
