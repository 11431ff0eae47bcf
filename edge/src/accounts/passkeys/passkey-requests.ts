import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount } from '../account/account-store.ts';
import { type ChallengeHolder, openChallenge } from '../factors/challenge-acts.ts';
import { openStepUp, stepUpKey } from '../factors/step-up.ts';
import { readSession } from '../sessions/session-store.ts';
import { newPasskeyChallenge, putPasskeyChallenge } from './passkey-challenges.ts';
import { allPasskeys, type PasskeyRow } from './passkey-store.ts';

export type PasskeyDescriptor = Pick<PasskeyRow, 'credentialId' | 'transports'>;

export type PasskeyRequest =
  | { readonly kind: 'issued'; readonly challenge: string; readonly passkeys: readonly PasskeyDescriptor[] }
  /** Nothing is open that a passkey could answer. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'no_passkey' };

/** A challenge for a passkey that confirms a sign-in; the one given before is good no more. */
export function requestChallengePasskey(
  context: AccountContext,
  key: string,
  holder: ChallengeHolder,
): Promise<PasskeyRequest> {
  return issue(context, key, () => openChallenge(context, key, holder) !== undefined);
}

/** A challenge for a passkey that raises this session. */
export function requestStepUpPasskey(context: AccountContext, sessionId: string): Promise<PasskeyRequest> {
  return issue(context, stepUpKey(sessionId), (account, nowMs) => {
    if (readSession(context.sql, sessionId) === undefined) return false;
    return openStepUp(context, account, sessionId, nowMs) !== undefined;
  });
}

async function issue(
  context: AccountContext,
  key: string,
  isOpen: (account: AccountRow, nowMs: number) => boolean,
): Promise<PasskeyRequest> {
  const known = readAccount(context.sql);
  if (known === undefined) return { kind: 'gone' };
  const { challenge, mac } = await newPasskeyChallenge(context, known.accountId, key);
  return context.change((nowMs): PasskeyRequest => {
    const account = readAccount(context.sql);
    if (account === undefined || account.banned || !isOpen(account, nowMs)) return { kind: 'gone' };
    const passkeys = allPasskeys(context.sql);
    if (passkeys.length === 0) return { kind: 'no_passkey' };
    putPasskeyChallenge(context.sql, key, mac, 'assertion', nowMs);
    return { kind: 'issued', challenge, passkeys: passkeys.map(descriptorOf) };
  });
}

export function descriptorOf({ credentialId, transports }: PasskeyRow): PasskeyDescriptor {
  return { credentialId, transports: [...transports] };
}
