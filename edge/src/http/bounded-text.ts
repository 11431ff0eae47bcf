/**
 * The body as UTF-8 text. Counts what arrives, because a length header can be absent or lie.
 * @throws RangeError above `bytesMax`; the rest is not read.
 */
export async function readBoundedText(source: Request | Response, bytesMax: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  for await (const chunk of boundedChunks(source, bytesMax)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** The body as it came. @throws RangeError as {@link readBoundedText} */
export async function readBoundedBytes(source: Request | Response, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of boundedChunks(source, bytesMax)) {
    chunks.push(chunk);
    length += chunk.byteLength;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

async function* boundedChunks(source: Request | Response, bytesMax: number): AsyncGenerator<Uint8Array> {
  if (Number(source.headers.get('content-length') ?? 0) > bytesMax) throw new RangeError('body too large');
  let length = 0;
  for await (const chunk of source.body ?? []) {
    length += chunk.byteLength;
    if (length > bytesMax) throw new RangeError('body too large');
    yield chunk;
  }
}
