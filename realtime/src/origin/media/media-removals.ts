import { limits } from '@halobuzz/core/limits';

/**
 * Somebody may not have a room's media any more. `kick`, `ban`: not be there, until `untilMs` or for good. `demote`: not
 * publish; who only watches goes on.
 */
export interface MediaRemoval {
  readonly roomId: string;
  readonly account: string;
  readonly kind: 'kick' | 'ban' | 'demote';
  /** When it was decided; now where it is left out. The same act told again then changes nothing. */
  readonly atMs?: number;
  readonly untilMs?: number;
}

/** What a removal takes away: to be in the channel, or to publish there. */
export const mediaBars = ['join', 'publish'] as const;
export type MediaBar = (typeof mediaBars)[number];

/**
 * Takes people out of a room's media and lets them in again. Durable: what was asked is carried out in time, through crashes
 * and outages of the media server. Any call may be repeated. New tokens are refused elsewhere, at once; this is about tokens
 * that were given before, so a removal lasts no longer than one of those can.
 */
export interface MediaRemovals {
  remove(removal: MediaRemoval): Promise<void>;
  /**
   * Ends a bar before its time: an unban, a token for a guest who sits there again. With `askedUntilMs` only one that was
   * asked for by then.
   */
  restore(person: {
    readonly roomId: string;
    readonly account: string;
    readonly bar: MediaBar;
    readonly askedUntilMs?: number;
  }): Promise<void>;
}

/** Where no media server is set up: nobody has a token. */
export const noMediaRemovals: MediaRemovals = {
  remove: async () => undefined,
  restore: async () => undefined,
};

export const barOf: Readonly<Record<MediaRemoval['kind'], MediaBar>> = { kick: 'join', ban: 'join', demote: 'publish' };

/**
 * Until when a removal must hold, ms: as long as it was meant to, and no longer than the last token given before it. Tokens
 * are stamped by the edge's clock, hence the slack.
 */
export function neededUntilMs({ kind, atMs, untilMs }: MediaRemoval & { readonly atMs: number }): number {
  const tokenMs = kind === 'demote' ? limits.mediaGuestPublishLifeMs : limits.mediaTokenLifeMs;
  const lastTokenMs = atMs + tokenMs + limits.mediaClockSlackMs;
  const meantMs = untilMs ?? (kind === 'kick' ? atMs + limits.kickSecondsDefault * 1_000 : lastTokenMs);
  return Math.min(meantMs, lastTokenMs);
}
