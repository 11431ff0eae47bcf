import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { BeatResult, RoomScripts, RoomSnapshot, StoredEvent } from '../../adapters/redis/room-scripts.ts';
import type { Logger } from '../../observability/log.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { PublishFrame } from '../transport/socket-port.ts';
import { FramePacer } from './frame-pacer.ts';
import { LikeGatherer } from './like-gatherer.ts';
import { RecentEvents } from './recent-events.ts';
import { type LaneArrival, type LanePoint, ReliableLane } from './reliable-lane.ts';
import { RoomAudience } from './room-audience.ts';
import { RoomDoor } from './room-door.ts';
import { codeSpecOf, type RoomEntry } from './room-entry.ts';
import type { RoomMember } from './room-member.ts';
import { RoomNotices } from './room-notices.ts';
import { RoomRecipients } from './room-recipients.ts';
import { RoomStandings } from './room-standings.ts';
import { roomTickMsOf } from './room-tick.ts';
import { SharedSnapshot } from './shared-snapshot.ts';

/** What a room may have hundreds of a second. */
const floods: ReadonlySet<number> = new Set([eventSpecs.gift.code, eventSpecs['streak.ended'].code]);

export interface RoomDeps {
  readonly scripts: RoomScripts;
  readonly publish: PublishFrame;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  readonly clock: () => number;
}

/** What is fixed about a room while it is live, from its first snapshot. */
export interface RoomFacts {
  readonly host: string;
  readonly hostSubject: string;
}

/** The events behind a point as of this very moment: `events` is undefined when the history does not reach back. */
export type CaughtUp = { readonly events: readonly RoomEntry[] | undefined; readonly at: LanePoint };

/**
 * One room on one node, while it has viewers here: takes what pub/sub brings, keeps the reliable lane in order and whole,
 * gathers events into ticks, and lays them out to its audience.
 */
export class Room {
  readonly id: string;
  readonly audience: RoomAudience;
  readonly likes: LikeGatherer;
  readonly snapshots = new SharedSnapshot(limits.sharedSnapshotLifeMs, limits.roomChatHistoryMax);
  readonly standings: RoomStandings;
  readonly recipients: RoomRecipients;
  readonly notices: RoomNotices;
  readonly door: RoomDoor;
  readonly #deps: RoomDeps;
  readonly #lane = new ReliableLane(limits.roomHistoryEventsMax);
  readonly #recent = new RecentEvents(limits.roomRecentEventsMax);
  readonly #pacer = new FramePacer(limits.roomTickBurstMax);
  /** The next turn, when one is due. */
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #facts: RoomFacts | undefined;
  #status: 'live' | 'ended' | 'closed' = 'live';
  #endTimer: NodeJS.Timeout | undefined;
  #fill: Promise<void> | undefined;
  #resyncing: Promise<void> | undefined;
  #lastHead: LanePoint | undefined;
  /** When the counts below were last learnt. */
  #countedAtMs: number | undefined;
  /** Viewers and peak on all nodes, as last shown here. */
  viewers = 0;
  peak = 0;
  unique = 0;

  constructor(id: string, deps: RoomDeps) {
    this.id = id;
    this.#deps = deps;
    this.audience = new RoomAudience(id, deps.publish, deps.metrics, limits.roomGroupViewersMax);
    this.standings = new RoomStandings(this.audience);
    this.recipients = new RoomRecipients(() => deps.scripts.gifts.seats(id));
    this.door = new RoomDoor({
      people: this.audience,
      read: (accounts) => deps.scripts.door.read(id, accounts),
      host: () => this.#facts?.host,
      onFailed: (err) => deps.log.warn({ err, room: id }, 'a changed door waits for the store'),
    });
    this.notices = new RoomNotices({
      people: this.audience,
      host: () => this.#facts?.host,
      epoch: () => this.epoch,
      clock: deps.clock,
      read: (...fields) => deps.scripts.redis.hmget(roomKeys(id).state, ...fields),
    });
    this.likes = new LikeGatherer((count) => deps.scripts.like(id, count));
  }

  get scripts(): RoomScripts {
    return this.#deps.scripts;
  }

  get live(): boolean {
    return this.#status === 'live';
  }

  get facts(): RoomFacts | undefined {
    return this.#facts;
  }

  get epoch(): number {
    return this.#lane.point?.epoch ?? 0;
  }

  /** Everything up to here was passed on. */
  get offset(): number {
    return this.#lane.point?.offset ?? 0;
  }

  /** Takes what a subscription brought. */
  receive(entry: RoomEntry): void {
    if (this.#status === 'closed') return;
    if (entry.lane === 'reliable') return this.#handle(this.#lane.arrive(entry));
    const spec = codeSpecOf(entry.code);
    if (spec?.lane === 'personal') this.notices.arrive(entry.code, entry.bytes);
    else if (spec !== undefined) {
      if (entry.code === eventSpecs.chat.code) this.snapshots.chat(entry.bytes, this.#deps.clock());
      this.#add(entry);
    }
  }

  /** Learns from a snapshot what the room is, and where its lane stands if that was not known. */
  learn(snapshot: RoomSnapshot): void {
    this.#facts = { host: snapshot.state.get('host') ?? '', hostSubject: snapshot.state.get('hostSubject') ?? '' };
    this.peak = Math.max(this.peak, Number(snapshot.state.get('peak') ?? 0));
    if (this.#lane.point === undefined && this.#resyncing === undefined) this.#handle(this.#lane.start(snapshot));
  }

  /**
   * Calls `use` once, with the events between `from` and `at`: what is sent in `use` and what the audience hears afterwards
   * leave no gap and repeat nothing. `at` is where `member` stands in that moment, or, for one who is to be added to the
   * audience in `use`, this node. `events` is undefined when the history cannot tell. Rejects, without calling `use`, when
   * the store cannot be asked.
   */
  async catchUp(from: LanePoint, member: RoomMember | undefined, use: (caughtUp: CaughtUp) => void): Promise<void> {
    for (let attempt = 0; attempt < limits.joinTriesMax; attempt += 1) {
      const point = this.#pointOf(member);
      if (point === undefined) {
        await this.resync();
        continue;
      }
      if (from.epoch < point.epoch) break;
      if (from.epoch > point.epoch || from.offset > point.offset) {
        // The snapshot is ahead of what this node has heard: hear it first.
        if (this.#lane.behind(from) === 'lost') await this.resync();
        else await this.#requestFill();
        continue;
      }
      const recent = this.#recent.between(from, point);
      if (recent !== undefined) return use({ events: recent, at: point });
      const stored = await this.scripts.recover(this.id, from);
      if (stored.kind !== 'ok' || stored.events === undefined) break;
      const here = this.#pointOf(member);
      if (here === undefined || here.epoch !== stored.epoch) continue;
      const rest = this.#recent.between(stored, here);
      if (rest === undefined) continue;
      // The store may be ahead of what they have heard: that part comes to them in its turn.
      const events = [...entriesOf(stored.events, from), ...rest].filter((entry) => entry.offset <= here.offset);
      return use({ events, at: here });
    }
    use({ events: undefined, at: this.#pointOf(member) ?? { epoch: 0, offset: 0 } });
  }

  /** Where a member has been told the lane up to; of nobody in particular, this node. */
  #pointOf(member: RoomMember | undefined): LanePoint | undefined {
    const tip = this.#lane.point;
    return tip === undefined || member === undefined ? tip : this.audience.sentUpTo(member, tip);
  }

  /** Once a second, with what the store says and the viewers on all living nodes: counts, the head, the status. */
  observe(beat: Exclude<BeatResult, { kind: 'missing' }>, viewers: number): void {
    const head = { epoch: beat.epoch, offset: beat.offset };
    // An event of this second may still be on its way: only what was the head a beat ago must have been heard by now.
    const due = beat.epoch === this.#lastHead?.epoch ? this.#lastHead.offset : 0;
    this.#lastHead = head;
    const point = this.#lane.point;
    if (point === undefined || head.epoch > point.epoch || due > point.offset) this.check(head);
    else if (this.#lane.filling) void this.#requestFill();
    const nowMs = this.#deps.clock();
    if (this.#countedAtMs !== undefined)
      this.#deps.metrics.viewerCountAge.observe(Math.max(0, nowMs - this.#countedAtMs) / 1_000);
    this.#countedAtMs = nowMs;
    const peak = Math.max(beat.peak, viewers);
    const unique = beat.uniqueViewers;
    if (viewers !== this.viewers || peak !== this.peak || unique !== this.unique) {
      this.viewers = viewers;
      this.peak = peak;
      this.unique = unique;
      if (this.live) this.#addLocal(eventSpecs.count.code, encode({ t: 'count', viewers, peak, unique }));
    }
    if (beat.status === 'ended') this.#onEnded();
  }

  /** Compares with the room's head and asks the history for what is missing. */
  check(head: LanePoint): void {
    const verdict = this.#lane.point === undefined ? 'lost' : this.#lane.behind(head);
    if (verdict === 'fill') void this.#requestFill();
    else if (verdict === 'lost') this.#tryResync();
  }

  /** Asks the history for everything behind the point: pub/sub may have lost something. */
  async checkHistory(): Promise<void> {
    this.notices.lost();
    const point = this.#lane.point;
    if (point === undefined) return;
    const reply = await this.#deps.scripts.recover(this.id, point);
    if (reply.kind === 'ok') this.check(reply);
  }

  /** Sends everything that waits, to everybody. */
  flush(): void {
    this.#unschedule();
    while (this.#sendTurn());
  }

  /** To be called once a second. */
  tend(): void {
    this.audience.tend(this.epoch, this.#deps.clock());
    this.door.tend();
    this.notices.tend();
  }

  /** Takes a snapshot and shows it to everybody: the lane cannot be made whole any more. One at a time. */
  resync(): Promise<void> {
    this.#resyncing ??= this.#runResync().finally(() => {
      this.#resyncing = undefined;
    });
    return this.#resyncing;
  }

  closeAll(code: Parameters<RoomMember['close']>[0]): void {
    for (const member of this.audience.members()) member.close(code);
  }

  /** Lets everything go; the room has no viewers here any more. */
  dispose(): void {
    this.#status = 'closed';
    this.#unschedule();
    clearTimeout(this.#endTimer);
    this.likes.flush();
  }

  async #runResync(): Promise<void> {
    this.flush();
    this.#lane.reset();
    this.snapshots.forget();
    this.recipients.forget();
    this.notices.forget();
    this.#recent.clear();
    this.#lastHead = undefined;
    const read = await this.scripts.readRoom(this.id);
    if (read.kind !== 'ok') return this.closeAll('room_not_found');
    this.#deps.metrics.fills.inc({ result: 'resync' });
    // Among what was lost may be that somebody was sent away.
    await this.standings.refresh(this.id, this.scripts.rules);
    await this.door.check();
    for (const member of this.audience.members()) member.resync(read.snapshot);
    this.#handle(this.#lane.start(read.snapshot));
  }

  #tryResync(): void {
    if (!this.live) return;
    // The next beat tries again.
    this.resync().catch((err: unknown) => this.#deps.log.warn({ err, room: this.id }, 'resync failed'));
  }

  #handle(arrival: LaneArrival): void {
    switch (arrival.kind) {
      case 'deliver':
        for (const entry of arrival.entries) {
          this.#recent.push([entry]);
          this.#add(entry);
          // Gifts and ends of streaks come in floods and newcomers hear them behind the snapshot; all else is rare and changes what it shows.
          if (!floods.has(entry.code)) this.snapshots.forget(entry.code === eventSpecs['chat.deleted'].code);
          if (entry.code === eventSpecs.ended.code) this.#onEnded();
          else if (entry.code === eventSpecs.guests.code) this.recipients.forget();
          else if (entry.code === eventSpecs.privacy.code) this.door.changed();
          else if (entry.code === eventSpecs.moderated.code) this.standings.apply(entry.bytes);
        }
        return;
      case 'held':
        if (arrival.fill) void this.#requestFill();
        return;
      case 'lost':
        this.#tryResync();
        return;
      default:
        arrival satisfies never;
    }
  }

  #add(entry: RoomEntry): void {
    if (this.audience.gather(entry) === 'full') this.flush();
    else this.#schedule();
  }

  /** A quiet room's first event goes out when this turn of the event loop ends, together with what came in the same read. */
  #schedule(): void {
    if (this.#timer !== undefined || this.#immediate !== undefined) return;
    const delayMs = this.#pacer.delayMs(this.#tickMs, this.#deps.clock());
    if (delayMs <= 0) this.#immediate = setImmediate(this.#takeTurn);
    else this.#timer = setTimeout(this.#takeTurn, delayMs);
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }

  /** One group a turn of the event loop: what comes in between is not kept waiting for all of them. */
  readonly #takeTurn = (): void => {
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#sendTurn();
    if (this.audience.waiting) this.#schedule();
  };

  /** Writes to the group whose turn it is; false when nothing waits. */
  #sendTurn(): boolean {
    const nowMs = this.#deps.clock();
    const share = this.audience.sendTurn(this.epoch, nowMs);
    if (share === undefined) return false;
    this.#pacer.sent(share, this.#tickMs, nowMs);
    return true;
  }

  /** This node knows its own viewers at once, everybody's with the next beat. */
  get #tickMs(): number {
    return roomTickMsOf(Math.max(this.viewers, this.audience.size));
  }

  /** Adds a lossy event of this node's own. */
  #addLocal(code: number, bytes: Uint8Array): void {
    const nowMs = this.#deps.clock();
    this.#add({ lane: 'lossy', code, count: 1, bytes, epoch: this.epoch, offset: 0, publishedAtMs: nowMs });
  }

  #requestFill(): Promise<void> {
    this.#fill ??= this.#runFill().finally(() => {
      this.#fill = undefined;
    });
    return this.#fill;
  }

  async #runFill(): Promise<void> {
    try {
      for (let attempt = 0; attempt < limits.joinTriesMax && this.#lane.filling; attempt += 1) {
        const point = this.#lane.point;
        if (point === undefined) return;
        const reply = await this.scripts.recover(this.id, point);
        if (reply.kind !== 'ok') return;
        const events = reply.events === undefined ? undefined : entriesOf(reply.events, point);
        this.#deps.metrics.fills.inc({ result: events === undefined ? 'too_late' : 'filled' });
        this.#handle(this.#lane.filled(reply.epoch, events));
      }
    } catch (err) {
      // The next beat asks again.
      this.#deps.log.debug({ err, room: this.id }, 'fill failed');
    }
  }

  #onEnded(): void {
    if (this.#status !== 'live') return;
    this.#status = 'ended';
    this.flush();
    this.#endTimer = setTimeout(() => this.closeAll('room_ended'), limits.roomEndLingerMs);
  }
}

/** Stored events behind a point, as entries: each has its own offset, contiguous from the next. */
export function entriesOf(events: readonly StoredEvent[], from: LanePoint): RoomEntry[] {
  return events.map((event, index) => ({
    lane: 'reliable',
    code: event.code,
    count: 1,
    bytes: event.bytes,
    epoch: from.epoch,
    offset: from.offset + 1 + index,
    publishedAtMs: 0,
  }));
}
