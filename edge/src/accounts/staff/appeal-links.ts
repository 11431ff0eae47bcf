import { ACCOUNT_ID_PATTERN } from '@halobuzz/core/ids';
import { randomSecret, sha256Base64Url, utf8 } from '../../bytes.ts';

/** The field that a queued mail's token is sealed under. */
export const appealLinkField = 'appeal_link';

/**
 * What opens the appeal against one ban, and what is kept of it. Who is banned cannot sign in, so the mail about it is the
 * only place that has it. It reads and appeals, once, and nothing else: no session ever comes of it.
 */
export interface AppealLink {
  readonly token: string;
  readonly digest: string;
}

export async function newAppealLink(accountId: string): Promise<AppealLink> {
  const token = `${accountId}.${randomSecret()}`;
  return { token, digest: await appealLinkDigest(token) };
}

/** Told apart from every other digest of a token. */
export function appealLinkDigest(token: string): Promise<string> {
  return sha256Base64Url(utf8(`appeal|${token}`));
}

/** The account that a token names; undefined for what is no token of ours. */
export function accountOfAppealLink(token: string): string | undefined {
  const [accountId = '', secret = '', ...more] = token.split('.');
  return ACCOUNT_ID_PATTERN.test(accountId) && secret !== '' && more.length === 0 ? accountId : undefined;
}
