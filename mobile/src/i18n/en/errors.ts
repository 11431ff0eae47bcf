import { type ErrorCode, errorCodes } from '@halobuzz/core/errors/codes';

/** What a person reads of each error code: the registry's own words. */
export const errors = textsOf(errorCodes);

function textsOf(registry: typeof errorCodes): Readonly<Record<ErrorCode, string>> {
  const texts = Object.entries(registry).map(([code, { text }]) => [code, text]);
  // Every code of the registry, and nothing else.
  return Object.fromEntries(texts) as Record<ErrorCode, string>;
}
