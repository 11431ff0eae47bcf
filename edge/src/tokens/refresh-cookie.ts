import { limits } from '@halobuzz/core/limits';

/** `__Host-`: only this very host can set it, over HTTPS, for all of its paths: no sibling host tosses one in (RFC 6265bis). */
const NAME = '__Host-hb_refresh';

/** `Set-Cookie` for a refresh token: scripts cannot read it, and no other site's page makes a browser send it. */
export function refreshCookie(refreshToken: string): string {
  return cookie(refreshToken, limits.sessionIdleMs / 1000);
}

/** `Set-Cookie` that removes it. */
export function forgottenRefreshCookie(): string {
  return cookie('', 0);
}

/** The token in a `Cookie` header. Undefined also when there are two of the name, which no browser keeps of ours. */
export function refreshTokenIn(header: string | undefined): string | undefined {
  const values = (header ?? '').split(/; */).filter((pair) => pair.startsWith(`${NAME}=`));
  return values.length === 1 ? values[0]?.slice(NAME.length + 1) : undefined;
}

function cookie(value: string, lifeSeconds: number): string {
  return `${NAME}=${value}; Path=/; Max-Age=${lifeSeconds}; Secure; HttpOnly; SameSite=Strict`;
}
