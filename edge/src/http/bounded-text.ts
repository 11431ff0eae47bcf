/**
 * The body as UTF-8 text. Counts what arrives, because a length header can be absent or lie.
 * @throws RangeError above `bytesMax`; the rest is not read.
 */
export async function readBoundedText(source: Request | Response, bytesMax: number): Promise<string> {
  if (Number(source.headers.get('content-length') ?? 0) > bytesMax) throw new RangeError('body too large');
  if (source.body === null) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  let length = 0;
  for await (const chunk of source.body) {
    length += chunk.byteLength;
    if (length > bytesMax) throw new RangeError('body too large');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
