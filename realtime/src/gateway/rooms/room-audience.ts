import { limits } from '@halobuzz/core/limits';
import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '@halobuzz/core/protocol/version';
import { GroupIndex } from '../group-index.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { eventsFrame } from '../transport/frames.ts';
import type { PublishFrame } from '../transport/socket-port.ts';
import type { RoomMember } from './room-member.ts';
import type { TickBatch } from './tick-coalescer.ts';

/** A slow reader gets lossy events again once its queue is this small. */
const drainedBytes = limits.socketLossyDropBytes / 2;
const versions = Array.from(
  { length: PROTOCOL_VERSION - PROTOCOL_VERSION_MIN + 1 },
  (_, index) => PROTOCOL_VERSION_MIN + index,
);

/**
 * The joined sockets of one room on this node. Those that keep up subscribe to a topic per protocol version and share one
 * frame; slow ones leave the topic and get reliable events alone, one by one, until they have caught up or are closed.
 */
export class RoomAudience {
  readonly #roomId: string;
  readonly #publish: PublishFrame;
  readonly #metrics: GatewayMetrics;
  readonly #members = new Set<RoomMember>();
  readonly #slow = new Set<RoomMember>();
  readonly #byAccount = new GroupIndex<RoomMember>();
  readonly #fastByVersion = new Map<number, number>(versions.map((version) => [version, 0]));
  #bytesSinceSweep = 0;

  constructor(roomId: string, publish: PublishFrame, metrics: GatewayMetrics) {
    this.#roomId = roomId;
    this.#publish = publish;
    this.#metrics = metrics;
  }

  get size(): number {
    return this.#members.size;
  }

  has(member: RoomMember): boolean {
    return this.#members.has(member);
  }

  /** Users, each counted once. */
  get accountCount(): number {
    return this.#byAccount.size;
  }

  /** A copy: members may leave while it is walked. */
  members(): RoomMember[] {
    return [...this.#members];
  }

  /** A user's sockets here, the oldest first. */
  socketsOf(account: string): readonly RoomMember[] {
    return this.#byAccount.of(account);
  }

  accounts(): readonly { readonly account: string; readonly name: string; readonly sockets: number }[] {
    return [...this.#byAccount.groups()].map(([account, members]) => ({
      account,
      name: members[0]?.name ?? '',
      sockets: members.length,
    }));
  }

  add(member: RoomMember): void {
    this.#members.add(member);
    this.#byAccount.add(member.account, member);
    this.#follow(member);
  }

  remove(member: RoomMember): void {
    if (!this.#members.delete(member)) return;
    this.#byAccount.remove(member.account, member);
    if (!this.#slow.delete(member)) this.#unfollow(member);
  }

  /** Sends one tick's events to everybody: one frame per version in use. */
  send(batch: TickBatch, epoch: number, nowMs: number): void {
    for (const version of versions) {
      const readers = this.#fastByVersion.get(version) ?? 0;
      if (readers === 0) continue;
      const firstOffset = batch.reliable[0]?.offset ?? 0;
      const frame = eventsFrame({ version, epoch, firstOffset, nowMs, reliable: batch.reliable, lossy: batch.lossy });
      if (frame === undefined) continue;
      this.#publish(this.#topic(version), frame.bytes);
      this.#count(frame, batch, readers);
    }
    if (this.#slow.size > 0) this.#sendSlow(batch, epoch, nowMs);
    if (this.#bytesSinceSweep >= limits.socketSweepBytes) this.sweep();
  }

  /** Looks every socket's queue over: none may reach the size at which uWebSockets.js drops frames silently. */
  sweep(): void {
    this.#bytesSinceSweep = 0;
    for (const member of this.#members) {
      const queued = member.socket.bufferedBytes();
      if (queued > limits.socketSlowReaderBytes) member.close('slow_reader');
      else if (queued > limits.socketLossyDropBytes && !this.#slow.has(member)) {
        this.#slow.add(member);
        this.#unfollow(member);
      }
    }
  }

  /** A socket's queue has shrunk: let it hear everything again. Nothing reliable was kept from it. */
  drained(member: RoomMember): void {
    if (!this.#slow.has(member) || member.socket.bufferedBytes() > drainedBytes) return;
    this.#slow.delete(member);
    this.#follow(member);
  }

  #sendSlow(batch: TickBatch, epoch: number, nowMs: number): void {
    const { reliable, lossy } = batch;
    const missed = lossy.reduce((sum, entry) => sum + entry.count, 0);
    for (const member of [...this.#slow]) {
      if (missed > 0) this.#metrics.eventsDropped.inc({ reason: 'slow_reader' }, missed);
      const firstOffset = reliable[0]?.offset ?? 0;
      const frame = eventsFrame({ version: member.version, epoch, firstOffset, nowMs, reliable, lossy: [] });
      if (frame === undefined) continue;
      member.socket.send(frame.bytes);
      this.#count(frame, { ...batch, lossy: [] }, 1);
      if (member.socket.bufferedBytes() > limits.socketSlowReaderBytes) member.close('slow_reader');
    }
  }

  #count(frame: { readonly bytes: Uint8Array; readonly events: number }, batch: TickBatch, readers: number): void {
    const reliable = batch.reliable.reduce((sum, entry) => sum + entry.count, 0);
    this.#bytesSinceSweep += frame.bytes.byteLength;
    this.#metrics.roomFrames.inc();
    this.#metrics.roomEvents.inc(frame.events);
    this.#metrics.frames.inc({ kind: 'events' }, readers);
    this.#metrics.bytes.inc(frame.bytes.byteLength * readers);
    if (reliable > 0) this.#metrics.events.inc({ lane: 'reliable' }, reliable * readers);
    if (frame.events > reliable) this.#metrics.events.inc({ lane: 'lossy' }, (frame.events - reliable) * readers);
  }

  #topic(version: number): string {
    return `${this.#roomId}/${version}`;
  }

  #follow(member: RoomMember): void {
    member.socket.subscribe(this.#topic(member.version));
    this.#fastByVersion.set(member.version, (this.#fastByVersion.get(member.version) ?? 0) + 1);
  }

  #unfollow(member: RoomMember): void {
    member.socket.unsubscribe(this.#topic(member.version));
    this.#fastByVersion.set(member.version, (this.#fastByVersion.get(member.version) ?? 0) - 1);
  }
}
