import { ACCOUNT_ID_PATTERN, newOpaqueId } from '@halobuzz/core/ids';
import { fromBase64Url, sameBytes, sha256Base64Url, utf8 } from '../../bytes.ts';
import type { KeyRing } from '../../env-settings.ts';
import { factorMac, factorMacs } from './factor-macs.ts';

/** A challenge as the Worker knows it: whose, and under which key its row stands. */
export interface ChallengePlace {
  readonly accountId: string;
  readonly key: string;
}

export interface ChallengeTokens {
  /** A new challenge of an account: what the client is given, and the key of its row. */
  readonly issue: (accountId: string) => Promise<{ token: string; key: string }>;
  /** The place a token of ours names; undefined for anything else. Nothing is looked up: forgeries cost no storage. */
  readonly read: (token: string) => Promise<ChallengePlace | undefined>;
}

const SHAPE = /^hm1\.([aeu][a-z2-7]{26})\.(mc_[a-z2-7]{26})\.([A-Za-z0-9_-]{43})$/;

/**
 * `hm1.<account>.<challenge>.<HMAC-SHA256>`. The account stands under the MAC, so a challenge cannot be moved to another;
 * what is stored is
 * a hash of that MAC, from which no token can be made. The shape is none of a session's, and no session id is ever made from it.
 */
export function createChallengeTokens(
  keys: KeyRing,
  random: (length: number) => Uint8Array<ArrayBuffer>,
): ChallengeTokens {
  const macText = (accountId: string, id: string) => `challenge-token|${accountId}|${id}`;
  // From the MAC in the token, whatever key made it: a token that outlives a rotation of keys still finds its row.
  const keyOf = (mac: string) => sha256Base64Url(utf8(`challenge-row|${mac}`));
  return {
    async issue(accountId) {
      const id = newOpaqueId('mc', random);
      const mac = await factorMac(keys, macText(accountId, id));
      return { token: `hm1.${accountId}.${id}.${mac}`, key: await keyOf(mac) };
    },
    async read(token) {
      const [, accountId, id, mac] = SHAPE.exec(token) ?? [];
      if (accountId === undefined || id === undefined || mac === undefined) return undefined;
      const given = fromBase64Url(mac);
      if (given === undefined || !ACCOUNT_ID_PATTERN.test(accountId)) return undefined;
      for (const expected of await factorMacs(keys, macText(accountId, id))) {
        const bytes = fromBase64Url(expected);
        if (bytes !== undefined && sameBytes(bytes, given)) return { accountId, key: await keyOf(mac) };
      }
      return undefined;
    },
  };
}
