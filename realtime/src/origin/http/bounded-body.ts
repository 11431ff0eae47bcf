import { AppError } from '@halobuzz/core/errors/app-error';

/**
 * Reads a whole body of at most `bytesMax` bytes. Counts what arrives, because a length header can be absent or lie.
 * @throws AppError `payload_too_large`; what is left of the body is not read.
 */
export async function readBoundedBody(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw new AppError('payload_too_large');
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > bytesMax) throw new AppError('payload_too_large');
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
