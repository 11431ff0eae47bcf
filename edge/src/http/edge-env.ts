import type { AccessClaims } from '@halobuzz/core/tokens';
import type { AccountState } from '../accounts/account/account-types.ts';
import type { Bindings } from '../env.ts';
import type { Services } from '../services.ts';

/** Who calls: the token's claims and the account's state, at most 2 s old. */
export interface Caller {
  readonly claims: AccessClaims;
  readonly state: AccountState;
}

/** What stands on a request's context. `caller` only behind `authenticate`. */
export interface EdgeEnv {
  Bindings: Bindings;
  Variables: {
    requestId: string;
    services: Services;
    country: string;
    caller: Caller;
    /** Our own web app asks, whose refresh token travels as a cookie; set by `web-session` alone. */
    webApp: true | undefined;
    /** What this answer does to that cookie. */
    setCookie: string | undefined;
  };
}
