import { ACCOUNT_ID_PATTERN } from '@halobuzz/core/ids';
import { fromBase64Url, hmacSha256, sameBytes, toBase64Url } from '../../bytes.ts';
import type { Config } from '../../env.ts';

type Key = Pick<Config, 'nameHmacKey'>;

/**
 * What the link of a marketing mail carries: the account and our HMAC over it. It ends that account's marketing mails and
 * opens nothing else, so it has no end: a link in an old mail must work. Its key never changes for the same reason.
 */
export async function unsubscribeToken(config: Key, accountId: string): Promise<string> {
  return `${accountId}.${toBase64Url(await macOf(config, accountId))}`;
}

/** Whose mails the link ends; undefined when we did not make it. */
export async function accountOfUnsubscribeToken(config: Key, token: string): Promise<string | undefined> {
  const [accountId = '', mac = '', ...rest] = token.split('.');
  const given = fromBase64Url(mac);
  if (rest.length > 0 || given === undefined || !ACCOUNT_ID_PATTERN.test(accountId)) return undefined;
  return sameBytes(given, await macOf(config, accountId)) ? accountId : undefined;
}

function macOf({ nameHmacKey }: Key, accountId: string): Promise<Uint8Array<ArrayBuffer>> {
  return hmacSha256(nameHmacKey, `unsubscribe|${accountId}`);
}
