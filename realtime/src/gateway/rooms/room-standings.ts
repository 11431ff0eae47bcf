import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { ModeratedEvent } from '@halobuzz/core/protocol/messages/moderation';
import type { Mute, RoomRulesScripts } from '../../adapters/redis/room-rules-scripts.ts';
import { accountBatches, type RoomPeople } from './room-people.ts';

/** What a room's rules say of somebody who is in it. The map of these holds moderators and the muted alone. */
export interface RoomStanding {
  readonly moderator: boolean;
  readonly mute: Mute | undefined;
}

const plain: RoomStanding = { moderator: false, mute: undefined };
/** People sent away lately that are remembered, for those who were just coming in. */
const sentAwayMax = 1_000;

/**
 * What moderation means for the sockets of one room on one node: closes those of who was sent away, and knows who is muted
 * or a moderator, for what is shown. What people may do is not decided here but by the store, in the moment they do it.
 */
export class RoomStandings {
  readonly #people: RoomPeople;
  readonly #standings = new Map<string, RoomStanding>();
  /** In order of time, oldest first. */
  readonly #sentAway = new Map<string, { readonly code: CloseErrorCode; readonly act: number }>();
  #acts = 0;

  constructor(people: RoomPeople) {
    this.#people = people;
  }

  of(account: string): RoomStanding {
    return this.#standings.get(account) ?? plain;
  }

  /** What the store said as somebody came in. */
  learn(account: string, standing: RoomStanding): void {
    if (standing.moderator || standing.mute !== undefined) this.#standings.set(account, standing);
    else this.#standings.delete(account);
  }

  /** A moment in the order of acts, for {@link sentAwayAs}. */
  get mark(): number {
    return this.#acts;
  }

  /** The code of somebody who was sent away after that moment: a join under way when it came must end with it. */
  sentAwayAs(account: string, sinceMark: number): CloseErrorCode | undefined {
    const entry = this.#sentAway.get(account);
    return entry !== undefined && entry.act > sinceMark ? entry.code : undefined;
  }

  /** Takes a `moderated` event as it is passed on. */
  apply(bytes: Uint8Array): void {
    const event = decodeEvent(bytes);
    if (event?.t === 'moderated') this.#act(event);
  }

  /**
   * Asks the store about everybody here: events were lost, and acts of moderation may have been among them. Rejects when
   * it cannot be asked.
   */
  async refresh(roomId: string, rules: Pick<RoomRulesScripts, 'standings'>): Promise<void> {
    for (const batch of accountBatches(this.#people)) {
      const found = (await rules.standings(roomId, batch)) ?? [];
      for (const [index, { barred, ...standing }] of found.entries()) {
        const account = batch[index];
        if (account === undefined) continue;
        this.learn(account, standing);
        if (barred !== undefined) this.#close(account, barredCodeOf(barred));
      }
    }
  }

  #act(event: ModeratedEvent): void {
    const account = event.who.id;
    const known = this.of(account);
    switch (event.act) {
      case 'mute':
        return this.learn(account, {
          ...known,
          mute: event.untilMs === undefined ? {} : { untilMs: event.untilMs },
        });
      case 'unmute':
        return this.learn(account, { ...known, mute: undefined });
      case 'mod':
        return this.learn(account, { ...known, moderator: true });
      case 'unmod':
        return this.learn(account, { ...known, moderator: false });
      case 'kick':
        return this.#sendAway(account, 'room_kicked');
      case 'ban':
        return this.#sendAway(account, 'room_banned');
      case 'unban':
        this.#sentAway.delete(account);
        return;
      default:
        return event.act satisfies never;
    }
  }

  #sendAway(account: string, code: CloseErrorCode): void {
    this.#sentAway.delete(account);
    this.#acts += 1;
    this.#sentAway.set(account, { code, act: this.#acts });
    for (const oldest of this.#sentAway.keys()) {
      if (this.#sentAway.size <= sentAwayMax) break;
      this.#sentAway.delete(oldest);
    }
    this.#close(account, code);
  }

  #close(account: string, code: CloseErrorCode): void {
    for (const member of this.#people.socketsOf(account)) if (!member.admin) member.close(code);
  }
}

/** What somebody who may not be here is refused or closed with. */
export function barredCodeOf(barred: 'banned' | 'kicked'): CloseErrorCode {
  return barred === 'banned' ? 'room_banned' : 'room_kicked';
}
