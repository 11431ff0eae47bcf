import { ACCOUNT_ID_PATTERN } from '@halobuzz/core/ids';
import { randomSecret, sha256Base64Url, utf8 } from '../../bytes.ts';

/** The field that a queued mail's token is sealed under. */
export const cancelTokenField = 'erasure_token';

/** What takes an erasure back, and what is kept of it. The token names its account, as nobody is signed in to use it. */
export interface CancelToken {
  readonly token: string;
  readonly digest: string;
}

export async function newCancelToken(accountId: string): Promise<CancelToken> {
  const token = `${accountId}.${randomSecret()}`;
  return { token, digest: await cancelTokenDigest(token) };
}

export function cancelTokenDigest(token: string): Promise<string> {
  return sha256Base64Url(utf8(token));
}

/** The account that a token names; undefined for what is no token of ours. */
export function accountOfCancelToken(token: string): string | undefined {
  const [accountId = '', secret = ''] = token.split('.');
  return ACCOUNT_ID_PATTERN.test(accountId) && secret !== '' ? accountId : undefined;
}
