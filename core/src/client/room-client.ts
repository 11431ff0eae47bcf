import { type ErrorCode, errorCodes, reconnectsAfter } from '../errors/codes.ts';
import { newUuidV7 } from '../ids.ts';
import { limits } from '../limits.ts';
import type { DecodedFrame } from '../protocol/codec.ts';
import type { DownEvent, Notice, ReplyData } from '../protocol/down.ts';
import type { FrameHeader } from '../protocol/header.ts';
import type { ResumePoint } from '../protocol/messages/fields.ts';
import type { GuestAct } from '../protocol/messages/guests.ts';
import type { Welcome } from '../protocol/messages/welcome.ts';
import type { Command } from '../protocol/up.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { type Admission, AdmissionDesk, joinFailureOf } from './admission.ts';
import { codeOfClose } from './close-reason.ts';
import { EventLane } from './event-lane.ts';
import { CommandError, PendingCommands } from './pending-commands.ts';
import { ReconnectDelay } from './reconnect-delay.ts';
import type { RoomClientState, RoomListener } from './room-listener.ts';
import { RoomSocket } from './room-socket.ts';
import { SeenMessages } from './seen-messages.ts';
import type { RoomClientDeps } from './surroundings.ts';

/** A command's fields but for the id, which the client gives. */
export type CommandBody = { [T in Command['t']]: Omit<Extract<Command, { t: T }>, 'id'> }[Command['t']];
/** What `reportQuality` takes. */
export type QualityReport = Omit<Extract<CommandBody, { t: 'quality' }>, 't'>;
export type ReplyOf<T extends ReplyData['t']> = Extract<ReplyData, { t: T }>;

/**
 * A viewer's or host's place in one room. It joins, says hello, keeps its position, reconnects with full jitter (by
 * resume token first, by a new ticket when that is refused), fills gaps, notices a dead socket, and repeats unanswered
 * gifts under the same id. README.md beside this file tells how to use it.
 */
export class RoomClient {
  readonly #roomId: string;
  readonly #deps: RoomClientDeps;
  readonly #listener: RoomListener;
  readonly #commands: PendingCommands;
  readonly #desk: AdmissionDesk;
  readonly #delay: ReconnectDelay;
  readonly #lane = new EventLane();
  readonly #chat = new SeenMessages(limits.clientChatIdsMax);
  #state: RoomClientState = 'idle';
  #socket: RoomSocket | undefined;
  /** Changes with every attempt and every end: what belongs to an older one is not heard. */
  #generation = 0;
  /** The next attempt, or the end of an ended room's socket. */
  #timer: unknown;

  constructor(roomId: string, deps: RoomClientDeps, listener: RoomListener) {
    this.#roomId = roomId;
    this.#deps = deps;
    this.#listener = listener;
    this.#commands = new PendingCommands(deps, (command) => this.#socket?.send(command) === true);
    this.#desk = new AdmissionDesk(deps);
    this.#delay = new ReconnectDelay(deps.random);
  }

  get state(): RoomClientState {
    return this.#state;
  }

  /** The last reliable event that was told; undefined before the first snapshot. */
  get point(): ResumePoint | undefined {
    return this.#lane.point;
  }

  /** Goes in. Does nothing unless the client is `idle` or `stopped`: `ended` and `refused` are for good. */
  start(): void {
    if (this.#state !== 'idle' && this.#state !== 'stopped') return;
    this.#setState('connecting');
    void this.#connect();
  }

  /** Leaves; commands without an answer fail with `unavailable`. It may be started again, and then takes a new snapshot. */
  stop(): void {
    this.#release();
    this.#desk.dropResume();
    this.#lane.forget();
    this.#commands.failAll('unavailable', 'The room was left.');
    this.#setState('stopped');
  }

  /**
   * The app came to the foreground, or the network changed: tries again at once instead of waiting, unless the server
   * named the time, or makes the server prove that the socket lives.
   */
  wake(): void {
    if (this.#state === 'live') this.#socket?.suspect();
    else if (this.#state === 'reconnecting' && this.#timer !== undefined && !this.#delay.paced) {
      this.#clearTimer();
      void this.#connect();
    }
  }

  /** Says something, perhaps in answer to the message `reply`; the reply to it has the message's id. */
  async chat(text: string, reply?: string): Promise<ReplyOf<'chat'>> {
    const answered = reply === undefined ? {} : { reply };
    return expectReply('chat', await this.command({ t: 'chat', text, clientId: this.#newId(), ...answered }));
  }

  async like(count: number): Promise<ReplyOf<'like'>> {
    return expectReply('like', await this.command({ t: 'like', count }));
  }

  /**
   * Sends a gift to the host, or to `recipient`, a seated guest. Survives a lost connection and a lost answer: it is repeated under the same id until it is
   * answered, for at most a minute. Rejects with a {@link CommandError}; after `wallet_unknown` it may have been charged:
   * repeat it with the same `clientId`. `version` is that of the price that the sender saw: no other is charged.
   */
  async gift(
    gift: string,
    quantity: number,
    clientId = this.#newId(),
    recipient?: string,
    version?: number,
  ): Promise<ReplyOf<'gift'>> {
    const to = { ...(recipient === undefined ? {} : { recipient }), ...(version === undefined ? {} : { version }) };
    return expectReply('gift', await this.command({ t: 'gift', clientId, gift, quantity, ...to }));
  }

  /** For the host: the room shall give so many coins (a decimal string) from now on. The reply has the goal's number. */
  async setGoal(title: string, target: string): Promise<ReplyOf<'goal'>> {
    return expectReply('goal', await this.command({ t: 'goal', title, target }));
  }

  async clearGoal(): Promise<ReplyOf<'goal.clear'>> {
    return expectReply('goal.clear', await this.command({ t: 'goal.clear' }));
  }

  /**
   * Seats beside the host: a viewer's `request`, `cancel` and `leave`, and `accept` or `decline` of an invitation; with
   * `who` the host's `invite`, `accept`, `decline` and `remove`. What waits is told by `guest.asks`, who sits by `guests`.
   */
  async guest(act: GuestAct, who?: string): Promise<ReplyOf<'guest'>> {
    return expectReply('guest', await this.command({ t: 'guest', act, ...(who === undefined ? {} : { who }) }));
  }

  /** A page of the viewer list; `cursor` is the last page's `next`. */
  async viewers(cursor?: string): Promise<ReplyOf<'viewers'>> {
    return expectReply('viewers', await this.command({ t: 'viewers', ...(cursor === undefined ? {} : { cursor }) }));
  }

  /** Says how this person's media is; at most one in `qualityReportPeriodMs`, sooner ones are refused `rate_limited`. */
  async reportQuality(report: QualityReport): Promise<ReplyOf<'quality'>> {
    return expectReply('quality', await this.command({ t: 'quality', ...report }));
  }

  async ping(): Promise<ReplyOf<'ping'>> {
    return expectReply('ping', await this.command({ t: 'ping' }));
  }

  /** Any command of the protocol. Rejects with a {@link CommandError}; settles within a bounded time. */
  command(body: CommandBody): Promise<ReplyData> {
    if (this.#state === 'ended' || this.#state === 'refused' || this.#state === 'stopped') {
      return Promise.reject(new CommandError('room_ended', 'The room is closed.'));
    }
    // The body is one command's fields without the id, which is put back here.
    return this.#commands.send((id) => ({ ...body, id }) as Command);
  }

  async #connect(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    let admission: Admission;
    try {
      admission = await this.#desk.next();
    } catch (error) {
      if (generation === this.#generation) this.#joinFailed(error);
      return;
    }
    if (generation !== this.#generation) return;
    try {
      this.#socket = new RoomSocket(admission.url, this.#deps, {
        hello: () => {
          const point = this.#lane.point;
          const id = { t: 'hello', id: 0, protocol: PROTOCOL_VERSION, room: this.#roomId } as const;
          return { ...id, ...admission.credential, ...(point === undefined ? {} : { point }) };
        },
        onFrame: (frame) => this.#onFrame(frame),
        probe: () => this.#sync('probe'),
        onClosed: (code) => this.#onClosed(code),
      });
    } catch {
      this.#retry();
    }
  }

  #onFrame(frame: DecodedFrame): void {
    switch (frame.kind) {
      case 'welcome':
        return this.#onWelcome(frame.welcome);
      case 'events':
        return this.#onEvents(frame.header, frame.events);
      case 'reply':
        this.#commands.settle(frame.reply);
        return;
      case 'notice':
        return this.#onNotice(frame.notice);
      default:
        return frame satisfies never;
    }
  }

  #onWelcome(welcome: Welcome): void {
    const socket = this.#socket;
    if (socket === undefined || this.#state === 'ended') return;
    const generation = this.#generation;
    const first = socket.welcomed();
    if (first) this.#delay.welcomed(this.#deps.now());
    this.#desk.keepResume(welcome.resume, welcome.resumeExpiresAtMs, socket.url);
    if (!welcome.recovered || this.#lane.point === undefined) {
      this.#lane.reset({ epoch: welcome.epoch, offset: welcome.offset });
    }
    for (const { mid } of welcome.chat) this.#chat.add(mid);
    this.#setState('live');
    // The listener may have left the room.
    if (generation !== this.#generation) return;
    this.#tell(() => this.#listener.onWelcome(welcome));
    // Only what a lost socket left unanswered: a node's second welcome changes nothing about commands under way.
    if (first && generation === this.#generation) this.#commands.connected();
  }

  #onEvents(header: FrameHeader, events: readonly DownEvent[]): void {
    // Before the welcome nothing is known to be new; whatever it was, the recovery brings it.
    if (this.#socket?.live !== true) return;
    const generation = this.#generation;
    const { deliver, next } = this.#lane.arrive(header, events);
    for (const { event, offset, serverTimeMs } of deliver) {
      if (event.t === 'chat' && !this.#chat.add(event.mid)) continue;
      // Its message may still come: reliable events stand first in a frame, and a frame behind a gap is kept back.
      if (event.t === 'chat.deleted') for (const mid of event.mids) this.#chat.add(mid);
      this.#tell(() => this.#listener.onEvent(event, { offset, serverTimeMs }));
      // The listener may have left the room.
      if (generation !== this.#generation) return;
      if (event.t === 'ended') this.#onEnded();
    }
    if (next === 'fill') this.#sync('gap');
    else if (next === 'lost') this.#startOver();
  }

  /**
   * Compares the position with the room's: missing events follow. A gap that cannot be filled now is filled by the next
   * hello, which names the same position. A probe may fail: silence is what {@link Liveness} acts upon.
   */
  #sync(why: 'gap' | 'probe'): void {
    const point = this.#lane.point;
    if (point === undefined) return this.#startOver();
    const generation = this.#generation;
    const isStale = (): boolean => generation !== this.#generation || this.#lane.point?.epoch !== point.epoch;
    this.#commands
      .send((id) => ({ t: 'sync', id, point }))
      .then(
        (data) => {
          if (!isStale() && (data.t !== 'sync' || !data.recovered)) this.#startOver();
        },
        () => {
          if (!isStale() && why === 'gap') this.#socket?.fail();
        },
      );
  }

  /** The history no longer reaches back to our point: reconnect and take a snapshot. */
  #startOver(): void {
    this.#lane.forget();
    this.#socket?.fail();
  }

  /** Nothing more can be asked, but the socket stays a moment: answers and confirmations of last gifts still come. */
  #onEnded(): void {
    this.#setState('ended', 'room_ended');
    this.#clearTimer();
    const lingerMs = limits.roomEndLingerMs + limits.clientCommandTimeoutMs;
    this.#timer = this.#deps.setTimer(() => this.#finish('ended', 'room_ended'), lingerMs);
  }

  #onNotice(notice: Notice): void {
    const nowMs = this.#deps.now();
    switch (notice.t) {
      case 'drain':
        this.#delay.sendAway(nowMs, notice.afterMs, notice.jitterMs);
        this.#desk.dropResume();
        return;
      case 'resume':
        // A draining node's address is of no use any more.
        if (this.#socket !== undefined && !this.#delay.sentAway) {
          this.#desk.keepResume(notice.resume, notice.resumeExpiresAtMs, this.#socket.url);
        }
        return;
      case 'closing':
        if (notice.error.retryAfterMs !== undefined) this.#delay.notBefore(nowMs + notice.error.retryAfterMs);
        return;
      default:
        return notice satisfies never;
    }
  }

  #onClosed(code: number): void {
    const wasLive = this.#state === 'live';
    const reason = codeOfClose(code);
    if (this.#state === 'ended' || !reconnectsAfter(code)) {
      const ended = this.#state === 'ended' || reason === 'room_ended';
      return ended ? this.#finish('ended', 'room_ended') : this.#finish('refused', reason);
    }
    this.#release();
    this.#commands.disconnected();
    const needsTicket = reason !== undefined && errorCodes[reason].retry === 'after_refresh';
    if (!wasLive || needsTicket) this.#desk.dropResume();
    this.#retry();
  }

  #joinFailed(error: unknown): void {
    const { code, retry, retryAfterMs } = joinFailureOf(error);
    if (retry === 'never') return this.#finish(code === 'room_ended' ? 'ended' : 'refused', code);
    if (retryAfterMs !== undefined) this.#delay.notBefore(this.#deps.now() + retryAfterMs);
    this.#retry();
  }

  #retry(): void {
    this.#setState('reconnecting');
    // The listener may have left the room.
    if (this.#state !== 'reconnecting') return;
    this.#timer = this.#deps.setTimer(() => {
      this.#timer = undefined;
      void this.#connect();
    }, this.#delay.next(this.#deps.now()));
  }

  #finish(state: 'ended' | 'refused', code: ErrorCode | undefined): void {
    this.#release();
    this.#desk.dropResume();
    this.#commands.failAll(code ?? 'room_ended', 'The room is closed.');
    this.#setState(state, code);
  }

  /** Lets go of the socket and the timer; nothing of them is heard any more. */
  #release(): void {
    this.#generation += 1;
    this.#clearTimer();
    this.#socket?.close();
    this.#socket = undefined;
    this.#lane.interrupt();
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) this.#deps.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #newId(): string {
    return newUuidV7(this.#deps.now(), this.#deps.randomBytes);
  }

  #setState(state: RoomClientState, detail?: ErrorCode): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell(() => this.#listener.onState(state, detail));
  }

  /** A listener's bug must cost neither the rest of the frame nor the connection; the platform still reports it. */
  #tell(what: () => void): void {
    try {
      what();
    } catch (error) {
      this.#deps.setTimer(() => {
        throw error;
      }, 0);
    }
  }
}

function expectReply<T extends ReplyData['t']>(type: T, data: ReplyData): ReplyOf<T> {
  if (data.t !== type) throw new CommandError('internal', `The answer to ${type} was of another kind.`);
  // The discriminant was compared, which the compiler does not follow for a type parameter.
  return data as ReplyOf<T>;
}
