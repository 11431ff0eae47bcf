import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import type { Hello } from '@halobuzz/core/protocol/messages/hello';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { isTermOver } from '../connection/socket-term.ts';
import type { BurnId } from './burnt-ids.ts';
import type { Identity } from './identity.ts';
import type { ResumeTokens } from './resume-token.ts';
import type { VerifyTicket } from './ticket.ts';

export type AuthResult =
  /** `issuedAtMs`: of its token. What was revoked since is to be asked again when the socket is let in. */
  | { readonly ok: true; readonly identity: Identity; readonly issuedAtMs: number }
  | { readonly ok: false; readonly code: CloseErrorCode };

export interface AuthDeps {
  readonly verifyTicket: VerifyTicket;
  readonly resumeTokens: ResumeTokens;
  readonly burn: BurnId;
  /** The code with which an identity was revoked after `issuedAtMs`, if it was. */
  readonly revokedAs: (identity: Identity, issuedAtMs: number) => CloseErrorCode | undefined;
}

/**
 * Decides who a hello is from. Single use is checked last, so that a token which is refused for another reason stays
 * whole; without an answer from the store that remembers used tokens nobody is let in (`feed_lost`).
 */
export async function authenticate(deps: AuthDeps, hello: Hello, nowMs: number): Promise<AuthResult> {
  const token = await readToken(deps, hello, nowMs);
  if ('code' in token) return { ok: false, code: token.code };
  if (isTermOver(token.identity, nowMs)) return { ok: false, code: 'admission_expired' };
  const revoked = deps.revokedAs(token.identity, token.issuedAtMs);
  if (revoked !== undefined) return { ok: false, code: revoked };
  switch (await deps.burn(token.burnKey, token.expiresAtMs, nowMs)) {
    case 'fresh':
      return { ok: true, identity: token.identity, issuedAtMs: token.issuedAtMs };
    case 'burnt':
      return { ok: false, code: token.usedCode };
    case 'unknown':
      return { ok: false, code: 'feed_lost' };
  }
}

interface Token {
  readonly identity: Identity;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly burnKey: string;
  readonly usedCode: CloseErrorCode;
}

async function readToken(
  deps: AuthDeps,
  hello: Hello,
  nowMs: number,
): Promise<Token | { readonly code: CloseErrorCode }> {
  if (hello.ticket !== undefined) {
    const ticket = await deps.verifyTicket(hello.ticket, hello.room, nowMs);
    if (!ticket.ok) return { code: ticket.code };
    return { ...ticket, burnKey: controlKeys.burntTicket(ticket.jti), usedCode: 'ticket_used' };
  }
  const resume = deps.resumeTokens.open(hello.resume ?? '', nowMs);
  if (resume === undefined || resume.identity.room !== hello.room) return { code: 'resume_invalid' };
  return { ...resume, burnKey: controlKeys.burntResume(resume.jti), usedCode: 'resume_invalid' };
}
