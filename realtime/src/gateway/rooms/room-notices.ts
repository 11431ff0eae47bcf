import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { type DownEvent, eventSpecs } from '@halobuzz/core/protocol/down';
import type { BattleChallenge } from '@halobuzz/core/protocol/messages/battle';
import type { GuestAsks } from '@halobuzz/core/protocol/messages/guests';
import { challengeChangeOf, challengeOf, type RoomChallenge } from '../../adapters/redis/room-battle-scripts.ts';
import { asksChangeOf, asksFor, asksOf, type RoomAsksState } from '../../adapters/redis/room-guest-scripts.ts';
import { personalFrame } from '../transport/frames.ts';
import type { RoomMember } from './room-member.ts';

export interface RoomNoticesDeps {
  readonly people: { socketsOf(account: string): readonly Pick<RoomMember, 'version' | 'socket' | 'close'>[] };
  /** The room's host once it is known. */
  readonly host: () => string | undefined;
  readonly epoch: () => number;
  readonly clock: () => number;
  /** The room's state, as far as it is named. */
  readonly read: (...fields: readonly string[]) => Promise<readonly (string | null)[]>;
}

/** What one person is shown of it as they come in. */
export interface ShownNotices {
  readonly asks?: GuestAsks;
  readonly challenge?: BattleChallenge;
}

const noAsks: RoomAsksState = { round: 0, asks: [] };
const noChallenge: RoomChallenge = { round: 0, challenge: undefined };

/**
 * What waits in a room for one person's answer: who asks for a seat and who is invited, and a challenge to a battle. It
 * goes to those alone whom it concerns. Every message tells the whole and has a number, so an older one never takes the
 * place of a newer, and one that was lost is made good by the next, by asking the store, or by the next welcome.
 */
export class RoomNotices {
  readonly #deps: RoomNoticesDeps;
  #asks = noAsks;
  #challenge = noChallenge;
  #due = false;

  constructor(deps: RoomNoticesDeps) {
    this.#deps = deps;
  }

  /** Takes a message of the room's channel. */
  arrive(code: number, message: Uint8Array): void {
    if (code === eventSpecs['guest.asks'].code) {
      const change = asksChangeOf(message);
      if (change !== undefined) this.#learnAsks(change, change.who);
    } else if (code === eventSpecs['battle.challenge'].code) {
      const change = challengeChangeOf(message);
      if (change !== undefined) this.#learnChallenge(change);
    }
  }

  /** What `account` is to be shown, by a snapshot's state and what came since. */
  shownTo(account: string, state: ReadonlyMap<string, string>): ShownNotices {
    const host = this.#deps.host();
    const nowMs = this.#deps.clock();
    // Everybody who comes in asks: what is known already, or is not theirs, is not read again.
    const asksRound = state.get('asksRound');
    const asks = isNewer(asksRound, this.#asks) ? asksOf(state.get('asks'), asksRound) : this.#asks;
    const theirs = asksFor(asks, account, host ?? '', nowMs);
    const challenge = account === host ? this.#newestChallenge(state) : undefined;
    const waits = challenge?.state === 'invited' && challenge.untilMs > nowMs;
    return {
      ...(theirs.requests.length + theirs.invitations.length === 0 ? {} : { asks: theirs }),
      ...(waits ? { challenge } : {}),
    };
  }

  #newestChallenge(state: ReadonlyMap<string, string>): BattleChallenge | undefined {
    const round = state.get('challengeRound');
    const known = this.#challenge;
    return (isNewer(round, known) ? challengeOf(state.get('challenge'), round) : known).challenge;
  }

  /** Messages may have been lost: the store is asked, now and once a second until it answers. */
  lost(): void {
    this.#due = true;
    this.tend();
  }

  /** To be called once a second. */
  tend(): void {
    if (!this.#due) return;
    this.#due = false;
    this.#refresh().catch(() => {
      this.#due = true;
    });
  }

  /** The room's store is another than it was: its numbers may begin anew. */
  forget(): void {
    this.#asks = noAsks;
    this.#challenge = noChallenge;
  }

  async #refresh(): Promise<void> {
    const [asks, asksRound, challenge, challengeRound] = await this.#deps.read(
      ...['asks', 'asksRound', 'challenge', 'challengeRound'],
    );
    this.#learnAsks(asksOf(asks ?? undefined, asksRound ?? undefined));
    this.#learnChallenge(challengeOf(challenge ?? undefined, challengeRound ?? undefined));
  }

  #learnAsks(news: RoomAsksState, who?: string): void {
    if (news.round <= this.#asks.round) return;
    const before = this.#asks;
    this.#asks = news;
    const concerned = new Set([...before.asks, ...news.asks].map(({ id }) => id));
    // Of a change that was heard in its turn it is known whom it concerns; after a gap it may be any of them.
    const told = who !== undefined && news.round === before.round + 1 ? [who] : [...concerned, ...(who ? [who] : [])];
    const host = this.#deps.host();
    const nowMs = this.#deps.clock();
    for (const account of new Set([...told, ...(host === undefined ? [] : [host])])) {
      this.#tell(account, { t: 'guest.asks', ...asksFor(news, account, host ?? '', nowMs) });
    }
  }

  #learnChallenge(news: RoomChallenge): void {
    if (news.round <= this.#challenge.round) return;
    this.#challenge = news;
    const host = this.#deps.host();
    if (host === undefined || news.challenge === undefined) return;
    this.#tell(host, { t: 'battle.challenge', challenge: news.challenge });
  }

  #tell(account: string, event: Extract<DownEvent, { t: 'guest.asks' | 'battle.challenge' }>): void {
    const members = this.#deps.people.socketsOf(account);
    if (members.length === 0) return;
    const body = encode(event);
    for (const member of members) {
      if (member.version < eventSpecs[event.t].since) continue;
      member.socket.send(personalFrame(member.version, body, this.#deps.epoch(), this.#deps.clock()));
      if (member.socket.bufferedBytes() > limits.socketSlowReaderBytes) member.close('slow_reader');
    }
  }
}

function isNewer(round: string | undefined, known: { readonly round: number }): boolean {
  return Number(round ?? 0) > known.round;
}
