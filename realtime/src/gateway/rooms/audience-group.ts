import { limits } from '@halobuzz/core/limits';
import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '@halobuzz/core/protocol/version';
import type { GatewayMetrics } from '../metrics.ts';
import { eventsFrame } from '../transport/frames.ts';
import type { PublishFrame } from '../transport/socket-port.ts';
import { EventGatherer, type FrameEvents, type GatherMark } from './event-gatherer.ts';
import type { LanePoint } from './reliable-lane.ts';
import type { RoomEntry } from './room-entry.ts';
import type { RoomMember } from './room-member.ts';

/** A slow reader gets lossy events again once its queue is this small. */
const drainedBytes = limits.socketLossyDropBytes / 2;
const versions = Array.from(
  { length: PROTOCOL_VERSION - PROTOCOL_VERSION_MIN + 1 },
  (_, index) => PROTOCOL_VERSION_MIN + index,
);

/** How one member hears frames of its own. */
interface Apart {
  /** Reliable events alone, until the queue has shrunk. */
  slow: boolean;
  /** Came while events waited: has heard of those before this mark, and hears the next frame without them. */
  since: GatherMark | undefined;
}

/**
 * Some of a room's viewers, who are written together. Those that keep up subscribe to a topic per protocol version and
 * share one frame; who has just come gets a frame of their own and then joins them; slow ones get reliable events alone,
 * one by one, until they have caught up or are closed.
 */
export class AudienceGroup {
  readonly #topic: string;
  readonly #publish: PublishFrame;
  readonly #metrics: GatewayMetrics;
  readonly #gatherer = new EventGatherer({ eventsMax: limits.roomTickEventsMax, bytesMax: limits.roomTickBytesMax });
  readonly #apart = new Map<RoomMember, Apart>();
  readonly #followers = new Map<number, number>(versions.map((version) => [version, 0]));
  #size = 0;
  #unsweptBytes = 0;

  /** `topic`: its own among all groups of the node. */
  constructor(topic: string, publish: PublishFrame, metrics: GatewayMetrics) {
    this.#topic = topic;
    this.#publish = publish;
    this.#metrics = metrics;
  }

  get size(): number {
    return this.#size;
  }

  /** Events wait to be sent. */
  get waiting(): boolean {
    return !this.#gatherer.empty;
  }

  /** Bytes that each member may have got since the queues were looked over. */
  get unsweptBytes(): number {
    return this.#unsweptBytes;
  }

  /** Takes in who has heard everything that this node was told so far; `slow` if they were slow in another group. */
  add(member: RoomMember, slow = false): void {
    this.#size += 1;
    if (slow || this.waiting)
      this.#apart.set(member, { slow, since: this.waiting ? this.#gatherer.mark() : undefined });
    else this.#follow(member);
  }

  remove(member: RoomMember): void {
    this.#size -= 1;
    const apart = this.#apart.get(member);
    this.#apart.delete(member);
    if (apart === undefined) this.#unfollow(member);
  }

  isSlow(member: RoomMember): boolean {
    return this.#apart.get(member)?.slow === true;
  }

  /** Up to where a member has been sent the reliable lane, when this node has passed it on up to `tip`. */
  sentUpTo(member: RoomMember, tip: LanePoint): LanePoint {
    const next = this.#gatherer.firstReliable(this.#apart.get(member)?.since);
    return next === undefined ? tip : { epoch: next.epoch, offset: next.offset - 1 };
  }

  gather(entry: RoomEntry): 'gathered' | 'full' {
    return this.#gatherer.add(entry);
  }

  /** Sends what waits; false when nothing does. `epoch`: the room's, for frames without reliable events. */
  send(epoch: number, nowMs: number): boolean {
    const batch = this.#gatherer.take();
    if (batch === undefined) return false;
    const oldest = batch.reliable[0] ?? batch.lossy[0];
    if (oldest !== undefined) {
      this.#metrics.fanOutLag.observe(Math.max(0, nowMs - oldest.publishedAtMs) / 1_000);
    }
    if (batch.dropped > 0) this.#metrics.eventsDropped.inc({ reason: 'tick_full' }, batch.dropped);
    if (batch.conflated > 0) this.#metrics.eventsDropped.inc({ reason: 'conflated' }, batch.conflated);
    for (const [version, readers] of this.#followers) {
      if (readers === 0) continue;
      const frame = this.#frame(batch, version, epoch, nowMs, readers);
      if (frame !== undefined) this.#publish(`${this.#topic}/${version}`, frame);
    }
    // Who is too slow leaves while it is walked, and who has caught up: both are behind it then.
    for (const [member, apart] of this.#apart) {
      const own = apart.since === undefined ? batch : batch.since(apart.since);
      this.#sendApart(member, apart, own, epoch, nowMs);
    }
    return true;
  }

  /** Looks at a member's queue: none may reach the size at which uWebSockets.js drops frames silently. */
  sweep(member: RoomMember): void {
    const queued = member.socket.bufferedBytes();
    if (queued > limits.socketSlowReaderBytes) member.close('slow_reader');
    else if (queued > limits.socketLossyDropBytes) {
      const apart = this.#apart.get(member);
      if (apart !== undefined) apart.slow = true;
      else {
        this.#apart.set(member, { slow: true, since: undefined });
        this.#unfollow(member);
      }
    }
  }

  swept(): void {
    this.#unsweptBytes = 0;
  }

  /** A socket's queue has shrunk: let it hear everything again. Nothing reliable was kept from it. */
  drained(member: RoomMember): void {
    const apart = this.#apart.get(member);
    if (apart?.slow !== true || member.socket.bufferedBytes() > drainedBytes) return;
    apart.slow = false;
    if (apart.since === undefined) this.#rejoin(member);
  }

  #sendApart(member: RoomMember, apart: Apart, own: FrameEvents, epoch: number, nowMs: number): void {
    apart.since = undefined;
    const missed = apart.slow ? own.lossy.reduce((sum, entry) => sum + entry.count, 0) : 0;
    if (missed > 0) this.#metrics.eventsDropped.inc({ reason: 'slow_reader' }, missed);
    const told = apart.slow ? { reliable: own.reliable, lossy: [] } : own;
    const frame = this.#frame(told, member.version, epoch, nowMs, 1);
    if (frame !== undefined) member.socket.send(frame);
    if (member.socket.bufferedBytes() > limits.socketSlowReaderBytes) member.close('slow_reader');
    else if (!apart.slow && this.#apart.has(member)) this.#rejoin(member);
  }

  #frame(events: FrameEvents, version: number, epoch: number, nowMs: number, readers: number): Uint8Array | undefined {
    const { reliable, lossy } = events;
    const first = reliable[0];
    const frame = eventsFrame({
      version,
      epoch: first?.epoch ?? epoch,
      firstOffset: first?.offset ?? 0,
      reliable,
      lossy,
      nowMs,
      passing: true,
    });
    if (frame === undefined) return undefined;
    let inOrder = 0;
    for (const entry of reliable) inOrder += entry.count;
    const metrics = this.#metrics;
    const bytes = frame.bytes.byteLength;
    this.#unsweptBytes += bytes;
    metrics.roomFrames.inc();
    metrics.roomEvents.inc(frame.events);
    metrics.frames.inc({ kind: 'events' }, readers);
    metrics.bytes.inc(bytes * readers);
    if (inOrder > 0) metrics.events.inc({ lane: 'reliable' }, inOrder * readers);
    if (frame.events > inOrder) metrics.events.inc({ lane: 'lossy' }, (frame.events - inOrder) * readers);
    return frame.bytes;
  }

  #rejoin(member: RoomMember): void {
    this.#apart.delete(member);
    this.#follow(member);
  }

  #follow(member: RoomMember): void {
    member.socket.subscribe(`${this.#topic}/${member.version}`);
    this.#followers.set(member.version, (this.#followers.get(member.version) ?? 0) + 1);
  }

  #unfollow(member: RoomMember): void {
    member.socket.unsubscribe(`${this.#topic}/${member.version}`);
    this.#followers.set(member.version, (this.#followers.get(member.version) ?? 0) - 1);
  }
}
