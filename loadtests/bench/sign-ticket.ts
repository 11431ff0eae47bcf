import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { newAccountId, newOpaqueId, newSubjectId } from '@halobuzz/core/ids';
import { ISSUER, type TicketClaims, tokenTypes } from '@halobuzz/core/tokens';

const random = (length: number): Uint8Array => randomBytes(length);
const lifeSeconds = 30;

export interface TicketKey {
  readonly key: KeyObject;
  /** As the gateways know its public half. */
  readonly kid: string;
}

/** Viewer `viewer` of a run: the same account and subject whenever they are asked for. */
export interface RunViewer {
  readonly account: string;
  readonly subject: string;
}

export function viewerOf(seed: string, viewer: number): RunViewer {
  const digest = createHash('sha256').update(`${seed}/${viewer}`).digest();
  const account = createHash('sha256').update(`account ${seed}/${viewer}`).digest();
  return {
    account: newAccountId('a', (length) => account.subarray(0, length)),
    subject: newSubjectId((length) => digest.subarray(0, length)),
  };
}

/** A ticket as the edge signs them. Good for one socket, for 30 seconds. */
export function signTicket(
  { key, kid }: TicketKey,
  node: { readonly id: string; readonly boot: string },
  room: string,
  { account, subject }: RunViewer,
): string {
  const seconds = Math.floor(Date.now() / 1_000);
  const claims: TicketClaims = {
    iss: ISSUER,
    aud: 'halobuzz-gateway',
    sub: account,
    subject,
    name: `Viewer ${account.slice(1, 7)}`,
    sid: newOpaqueId('se', random),
    did: newOpaqueId('dv', random),
    room,
    role: 'viewer',
    spend: true,
    node: node.id,
    boot: node.boot,
    jti: newOpaqueId('jt', random),
    iat: seconds,
    exp: seconds + lifeSeconds,
  };
  const signed = `${base64url({ alg: 'EdDSA', kid, typ: tokenTypes.ticket })}.${base64url(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
