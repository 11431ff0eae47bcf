import { limits } from '@halobuzz/core/limits';

/**
 * Missed events as far as one socket's queue takes them, else undefined: then a snapshot is shown instead. Sent all the
 * same they would close the socket as a slow reader, and its client would come back for them again and again.
 */
export function boundedRecovery<T extends { readonly bytes: Uint8Array }>(
  missed: readonly T[] | undefined,
): readonly T[] | undefined {
  const bytes = missed?.reduce((sum, event) => sum + event.bytes.byteLength, 0) ?? 0;
  return bytes > limits.recoveryBytesMax ? undefined : missed;
}
