import { limits } from '@halobuzz/core/limits';
import { GroupIndex } from '../group-index.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { PublishFrame } from '../transport/socket-port.ts';
import { AudienceGroup } from './audience-group.ts';
import type { LanePoint } from './reliable-lane.ts';
import type { RoomEntry } from './room-entry.ts';
import type { RoomMember } from './room-member.ts';

/** Fewer bytes than this, sent to each, are not worth looking every queue over. */
const tendBytes = limits.socketSweepBytes / 4;

/**
 * The joined sockets of one room on this node, in groups that are written by turns (ADR 0014): to write ten thousand in one
 * go keeps the node from everything else for a tenth of a second, and the last of them hear old news. Every group is told
 * every event, in order; only the frames they come in differ.
 */
export class RoomAudience {
  readonly #roomId: string;
  readonly #publish: PublishFrame;
  readonly #metrics: GatewayMetrics;
  readonly #groupMax: number;
  readonly #members = new Map<RoomMember, AudienceGroup>();
  readonly #byAccount = new GroupIndex<RoomMember>();
  /** In the order of their turns. At least one; none without members beside others. */
  readonly #groups: AudienceGroup[] = [];
  #groupsOpened = 0;
  /** Index of the group whose turn is next. */
  #next = 0;

  /** `groupMax`: viewers in a group. */
  constructor(roomId: string, publish: PublishFrame, metrics: GatewayMetrics, groupMax: number) {
    this.#roomId = roomId;
    this.#publish = publish;
    this.#metrics = metrics;
    this.#groupMax = groupMax;
    this.#open();
  }

  get size(): number {
    return this.#members.size;
  }

  get groupCount(): number {
    return this.#groups.length;
  }

  /** Events wait to be sent. */
  get waiting(): boolean {
    for (const group of this.#groups) if (group.waiting) return true;
    return false;
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
    return [...this.#members.keys()];
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

  /** Takes in who has heard of everything that was gathered so far; they are told what comes next. */
  add(member: RoomMember): void {
    const group = this.#withRoom();
    this.#members.set(member, group);
    this.#byAccount.add(member.account, member);
    group.add(member);
  }

  remove(member: RoomMember): void {
    const group = this.#members.get(member);
    if (group === undefined) return;
    this.#members.delete(member);
    this.#byAccount.remove(member.account, member);
    group.remove(member);
    if (group.size === 0) this.#close(group);
  }

  /** `full`: reliable events wait that have outgrown their bound; send everything now. */
  gather(entry: RoomEntry): 'gathered' | 'full' {
    let result: 'gathered' | 'full' = 'gathered';
    for (const group of this.#groups) if (group.gather(entry) === 'full') result = 'full';
    return result;
  }

  /** Sends to the group whose turn it is. Returns the share of the audience that it is; undefined when nothing waits. */
  sendTurn(epoch: number, nowMs: number): number | undefined {
    for (let step = 0; step < this.#groups.length; step += 1) {
      const index = (this.#next + step) % this.#groups.length;
      const group = this.#groups[index];
      if (group?.waiting !== true) continue;
      const share = this.size === 0 ? 1 : group.size / this.size;
      this.#next = index + 1;
      group.send(epoch, nowMs);
      if (group.unsweptBytes >= limits.socketSweepBytes) this.sweep();
      return share;
    }
    return undefined;
  }

  /** Up to where a member has been sent the reliable lane, when this node has passed it on up to `tip`. */
  sentUpTo(member: RoomMember, tip: LanePoint): LanePoint {
    return this.#members.get(member)?.sentUpTo(member, tip) ?? tip;
  }

  /** Looks every socket's queue over. */
  sweep(): void {
    for (const group of this.#groups) group.swept();
    for (const [member, group] of this.#members) group.sweep(member);
  }

  /** To be called once a second: looks the queues over, and puts small groups together. */
  tend(epoch: number, nowMs: number): void {
    if (this.#groups.some((group) => group.unsweptBytes >= tendBytes)) this.sweep();
    while (this.#groups.length > 1 && this.size * 2 <= (this.#groups.length - 1) * this.#groupMax) {
      const [smallest] = this.#bySize();
      if (smallest === undefined) return;
      this.#dissolve(smallest, epoch, nowMs);
    }
  }

  /** A socket's queue has shrunk. */
  drained(member: RoomMember): void {
    this.#members.get(member)?.drained(member);
  }

  #bySize(): AudienceGroup[] {
    return this.#groups.toSorted((one, other) => one.size - other.size);
  }

  /** The smallest group, or a new one when all are full: who comes waits for no frame, and none goes out early for them. */
  #withRoom(): AudienceGroup {
    let found: AudienceGroup | undefined;
    for (const group of this.#groups) {
      if (group.size < this.#groupMax && group.size < (found?.size ?? Number.POSITIVE_INFINITY)) found = group;
    }
    return found ?? this.#open();
  }

  #open(): AudienceGroup {
    const group = new AudienceGroup(`${this.#roomId}/${this.#groupsOpened}`, this.#publish, this.#metrics);
    this.#groupsOpened += 1;
    this.#groups.push(group);
    return group;
  }

  #close(group: AudienceGroup): void {
    const index = this.#groups.indexOf(group);
    if (index === -1 || this.#groups.length === 1) return;
    this.#groups.splice(index, 1);
    if (index < this.#next) this.#next -= 1;
  }

  /** Its members are told what waits, so that all of them stand at one place, and go to the others from there. */
  #dissolve(group: AudienceGroup, epoch: number, nowMs: number): void {
    group.send(epoch, nowMs);
    this.#close(group);
    for (const [member, own] of this.#members) {
      if (own !== group) continue;
      const target = this.#withRoom();
      target.add(member, group.isSlow(member));
      group.remove(member);
      this.#members.set(member, target);
    }
  }
}
