import { ACCOUNT_ID_PATTERN, type AccountRegion, accountRegions } from '@halobuzz/core/ids';
import { fromBase64Url, hmacSha256, sameBytes, toBase64Url } from '../bytes.ts';
import { currentKey, type KeyRing } from '../env-settings.ts';

/** What a refresh token names: a place in one session's chain. */
export interface RefreshTokenPlace {
  readonly accountId: string;
  readonly sessionId: string;
  readonly counter: number;
}

export interface RefreshTokens {
  /** The token of a place: always the same text, so a repeated answer needs no memory. */
  readonly issue: (place: RefreshTokenPlace) => Promise<string>;
  /** The place a token of ours names; undefined for anything else. Nothing is looked up: forgeries cost no storage. */
  readonly read: (token: string) => Promise<RefreshTokenPlace | undefined>;
}

const SHAPE = /^hb1\.([aeu])\.([a-z2-7]{27})\.(se_[a-z2-7]{26})\.(0|[1-9][0-9]{0,14})\.([A-Za-z0-9_-]{43})$/;

/**
 * `hb1.<region>.<account>.<session>.<counter>.<HMAC-SHA256>`. The MAC is made with a key of the session's own, derived
 * from the secret: one session's key says nothing about another's.
 */
export function createRefreshTokens(secrets: KeyRing): RefreshTokens {
  async function macOf(
    secret: Uint8Array<ArrayBuffer>,
    body: string,
    place: RefreshTokenPlace,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const sessionKey = await hmacSha256(secret, `refresh-session|${place.accountId}|${place.sessionId}`);
    return hmacSha256(sessionKey, body);
  }
  function bodyOf(place: RefreshTokenPlace): string {
    return `hb1.${regionOf(place.accountId)}.${place.accountId}.${place.sessionId}.${place.counter}`;
  }
  return {
    async issue(place) {
      const body = bodyOf(place);
      return `${body}.${toBase64Url(await macOf(currentKey(secrets), body, place))}`;
    },
    async read(token) {
      const [, region, accountId, sessionId, counter, mac] = SHAPE.exec(token) ?? [];
      const given = fromBase64Url(mac ?? '');
      if (accountId === undefined || sessionId === undefined || counter === undefined || given === undefined) {
        return undefined;
      }
      const place = { accountId, sessionId, counter: Number(counter) };
      if (!ACCOUNT_ID_PATTERN.test(accountId) || region !== regionOf(accountId)) return undefined;
      // Every version is tried: a token made before the secret was rotated still names its place.
      for (const secret of secrets.keys.values()) {
        if (sameBytes(given, await macOf(secret, bodyOf(place), place))) return place;
      }
      return undefined;
    },
  };
}

function regionOf(accountId: string): AccountRegion {
  const letter = accountId.charAt(0);
  for (const region of ['a', 'e', 'u'] as const) if (region === letter && region in accountRegions) return region;
  throw new Error('an account id begins with its region');
}
