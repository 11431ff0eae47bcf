import { AppError } from '@halobuzz/core/errors/app-error';

/**
 * Reads a whole body of at most `bytesMax` bytes. Counts what arrives, because a length header can be absent or lie.
 * @throws AppError `payload_too_large`; what is left of the body is not read.
 */
export function readBoundedBody(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  return readBounded(request, bytesMax, () => new AppError('payload_too_large'));
}

/** {@link readBoundedBody} for anything with a body. @throws what `tooLarge` makes */
export async function readBounded(
  source: Request | Response,
  bytesMax: number,
  tooLarge: () => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(source.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.body ?? []) {
    length += chunk.byteLength;
    if (length > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
