import { AppError } from '@halobuzz/core/errors/app-error';
import { readBoundedBytes } from './bounded-text.ts';

/**
 * The body of a webhook as it came, because its bytes are what is signed.
 * @throws AppError `payload_too_large`; `webhook_invalid` when it is empty or was not sent to its end
 */
export async function readWebhookBytes(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  let body: Uint8Array<ArrayBuffer>;
  try {
    body = await readBoundedBytes(request, bytesMax);
  } catch (cause) {
    if (cause instanceof RangeError) throw new AppError('payload_too_large', { cause });
    throw new AppError('webhook_invalid', { cause });
  }
  if (body.byteLength === 0) throw new AppError('webhook_invalid');
  return body;
}
