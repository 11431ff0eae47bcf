import type { AppErrorDetails } from '@halobuzz/core/errors/app-error';
import { type CloseErrorCode, closeCodeOf, type ErrorCode, errorSpec } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { decodeUp } from '@halobuzz/core/protocol/codec';
import type { Notice, Reply } from '@halobuzz/core/protocol/down';
import type { Hello } from '@halobuzz/core/protocol/messages/hello';
import type { Command } from '@halobuzz/core/protocol/up';
import { PROTOCOL_VERSION_MIN } from '@halobuzz/core/protocol/version';
import { isStoreUnavailable } from '../../adapters/redis/store-unavailable.ts';
import type { Logger } from '../../observability/log.ts';
import { handleCommand } from '../handlers/handle-command.ts';
import { join } from '../handlers/hello.ts';
import type { GatewayServices } from '../services.ts';
import { noticeFrame, replyError, replyFrame } from '../transport/frames.ts';
import type { SocketPort } from '../transport/socket-port.ts';
import type { ConnectionState, Joined } from './connection-state.ts';
import { helloVersionOf } from './hello-version.ts';
import type { CommandOutcome } from './outcome.ts';
import { TokenBucket } from './token-bucket.ts';
import { traceCommand } from './trace-command.ts';

/**
 * One socket from its opening to its close. It decodes frames, asks handlers, and alone turns what they say into replies
 * and closes. Exactly one reply for each command; a notice `closing` before each close of ours.
 */
export class Connection {
  readonly id: string;
  readonly socket: SocketPort;
  readonly #services: GatewayServices;
  readonly #log: Logger;
  /** Made for the first command: most viewers never send one. */
  #commands: TokenBucket | undefined;
  /** Made for the second frame: most viewers send a hello and no more. */
  #frames: TokenBucket | undefined;
  #heard = false;
  #state: ConnectionState;
  #badFrames = 0;
  giftsInFlight = 0;

  constructor(id: string, socket: SocketPort, services: GatewayServices) {
    this.id = id;
    this.socket = socket;
    this.#services = services;
    this.#log = services.log;
    const deadline = setTimeout(() => this.close('hello_timeout'), limits.helloDeadlineMs);
    this.#state = { kind: 'fresh', deadline, openedAtMs: services.clock() };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The version its frames carry: negotiated, or before that the oldest, which every client reads. */
  get version(): number {
    return this.#state.kind === 'joined' || this.#state.kind === 'joining' ? this.#state.version : PROTOCOL_VERSION_MIN;
  }

  /** One frame of the client. `bytes` are only valid during this call. A bug in here costs one socket, not the node. */
  onFrame(bytes: Uint8Array, isBinary: boolean): void {
    try {
      this.#receive(bytes, isBinary);
    } catch (err) {
      this.#log.error({ err, connection: this.id }, 'a frame was not handled');
      this.close('server_error');
    }
  }

  #receive(bytes: Uint8Array, isBinary: boolean): void {
    if (this.#state.kind === 'closed') return;
    if (this.#isFlood()) return this.close('protocol_error');
    if (!isBinary) return this.#bad(null, 'frame_not_binary');
    const decoded = decodeUp(bytes);
    if (!decoded.ok) {
      if (decoded.code === 'validation_failed' && this.#state.kind === 'fresh' && this.#refusedAsTooOld(bytes)) return;
      return this.#bad(
        decoded.id ?? null,
        decoded.code,
        decoded.errors === undefined ? {} : { errors: decoded.errors },
      );
    }
    const { message } = decoded;
    switch (this.#state.kind) {
      case 'fresh':
        if (message.t === 'hello') return this.#hello(message, this.#state.deadline);
        return this.#bad(message.id, 'hello_expected');
      case 'joining':
        return this.#bad(message.id, message.t === 'hello' ? 'hello_repeated' : 'hello_expected');
      case 'joined':
        if (message.t === 'hello') return this.#bad(message.id, 'hello_repeated');
        return this.#command(message, this.#state);
      default:
        return this.#state satisfies never;
    }
  }

  /** Counts a frame: more than any client sends, whatever is in them. */
  #isFlood(): boolean {
    if (!this.#heard) {
      this.#heard = true;
      return false;
    }
    const { rates, clock } = this.#services;
    const nowMs = clock();
    if (this.#frames === undefined) {
      const [perSecond, burst] = [rates.commandsPerSecond, rates.commandsBurst];
      this.#frames = new TokenBucket(perSecond * limits.frameFloodRatio, burst * limits.frameFloodRatio, nowMs);
      // The frame before this one.
      this.#frames.take(nowMs);
    }
    return this.#frames.take(nowMs) > 0;
  }

  /** The queue of a slow reader has shrunk. */
  onDrain(): void {
    if (this.#state.kind === 'joined') this.#state.lease.room.audience.drained(this.#state.member);
  }

  /** uWebSockets.js dropped a frame for this socket: reliable events may be missing, so it must not go on. */
  onDropped(): void {
    if (this.#state.kind === 'closed') return;
    this.#services.metrics.closes.inc({ code: 'slow_reader' });
    this.#leave();
    this.socket.terminate();
  }

  /** The socket is gone, by whoever's doing. */
  onClosed(): void {
    if (this.#state.kind === 'closed') return;
    this.#services.metrics.closes.inc({ code: 'client' });
    this.#leave();
  }

  /** Says why, then closes. Safe to repeat. */
  close(code: CloseErrorCode): void {
    if (this.#state.kind === 'closed') return;
    this.notify({ t: 'closing', error: replyError(code) });
    this.#services.metrics.closes.inc({ code });
    this.#leave();
    this.socket.end(closeCodeOf(code), code);
  }

  notify(notice: Notice): void {
    this.send(noticeFrame(this.version, notice, this.#services.clock()), 'notice');
  }

  /** Sends one frame to this socket alone. A reader that is too far behind is closed instead. */
  send(frame: Uint8Array, kind: 'reply' | 'welcome' | 'notice' | 'events'): void {
    if (this.#state.kind === 'closed') return;
    const result = this.socket.send(frame);
    if (result === 'dropped') return this.onDropped();
    this.#services.metrics.frames.inc({ kind });
    this.#services.metrics.bytes.inc(frame.byteLength);
    if (kind !== 'notice' && this.socket.bufferedBytes() > limits.socketSlowReaderBytes) this.close('slow_reader');
  }

  #hello(hello: Hello, deadline: NodeJS.Timeout): void {
    clearTimeout(deadline);
    const proof = hello.ticket === undefined ? 'resume' : 'ticket';
    if (hello.protocol < PROTOCOL_VERSION_MIN) return this.#refuseHello(hello.id, proof, 'upgrade_required');
    const version = Math.min(hello.protocol, this.#services.protocolVersion);
    this.#state = { kind: 'joining', version };
    const { metrics } = this.#services;
    const stopTimer = metrics.helloSeconds.startTimer();
    join(this.#services, this, hello, version, (joined) => {
      this.#state = joined;
      this.#services.joined(this, joined.identity);
    }).then(
      (refusal) => {
        stopTimer();
        if (refusal === undefined) metrics.hellos.inc({ proof, result: 'ok' });
        else this.#refuseHello(hello.id, proof, refusal);
      },
      (err: unknown) => {
        if (!isStoreUnavailable(err)) this.#log.error({ err, connection: this.id }, 'hello failed');
        stopTimer();
        this.#refuseHello(hello.id, proof, 'server_error');
      },
    );
  }

  #refuseHello(id: number, proof: 'ticket' | 'resume' | 'unknown', code: CloseErrorCode): void {
    this.#services.metrics.hellos.inc({ proof, result: code });
    this.#logRefusal('hello', code);
    this.#reply({ ok: false, id, error: replyError(code) });
    this.close(code);
  }

  #command(command: Command, joined: Joined): void {
    const { rates, clock } = this.#services;
    const nowMs = clock();
    this.#commands ??= new TokenBucket(rates.commandsPerSecond, rates.commandsBurst, nowMs);
    const waitMs = this.#commands.take(nowMs, command.t === 'sync' ? limits.syncCommandsRatio : 1);
    if (waitMs > 0) return this.#settle(command, { kind: 'refused', code: 'rate_limited', retryAfterMs: waitMs });
    const { metrics, tracing } = this.#services;
    const stopTimer = metrics.commandSeconds.startTimer({ type: command.t });
    const trace = tracing === undefined ? undefined : traceCommand(tracing, command.t, clock);
    const settle = (outcome: CommandOutcome): void => {
      this.#settle(command, outcome);
      stopTimer();
      trace?.end(outcome);
    };
    const work = (): Promise<void> =>
      handleCommand(this.#services, this, joined, command, settle).catch((err: unknown) => {
        const lost = isStoreUnavailable(err);
        if (lost) this.#log.debug({ err, command: command.t }, 'a store did not answer');
        else this.#log.error({ err, command: command.t, connection: this.id }, 'command failed');
        settle({ kind: 'refused', code: lost ? 'unavailable' : 'internal' });
      });
    void (trace === undefined ? work() : trace.run(work));
  }

  #settle(command: Command, outcome: CommandOutcome): void {
    const result = outcome.kind === 'ok' ? 'ok' : outcome.code;
    this.#services.metrics.commands.inc({ type: command.t, result });
    switch (outcome.kind) {
      case 'ok':
        this.#reply({ ok: true, id: command.id, data: outcome.data });
        outcome.after?.();
        return;
      case 'refused': {
        const { code, errors, retryAfterMs } = outcome;
        this.#logRefusal(command.t, code);
        const details = {
          ...(errors === undefined ? {} : { errors }),
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        };
        return this.#reply({ ok: false, id: command.id, error: replyError(code, details) });
      }
      case 'fatal':
        this.#reply({ ok: false, id: command.id, error: replyError(outcome.code) });
        return this.close(outcome.code);
      default:
        return outcome satisfies never;
    }
  }

  /** Who tried what without the right to it. Other refusals are counted only: a viewer in a hurry is no event. */
  #logRefusal(command: string, code: ErrorCode): void {
    const { status } = errorSpec(code);
    if (status === 401 || status === 403) this.#log.info({ command, code, ...this.#who() }, 'command refused');
  }

  /** Ids alone, for the log. */
  #who() {
    if (this.#state.kind !== 'joined') return { connection: this.id };
    const { account, session, room } = this.#state.identity;
    return { account, session, room, connection: this.id };
  }

  #bad(id: number | null, code: ErrorCode, details: Omit<AppErrorDetails, 'cause'> = {}): void {
    this.#services.metrics.commands.inc({ type: 'bad_frame', result: code });
    this.#reply({ ok: false, id, error: replyError(code, details) });
    this.#badFrames += 1;
    if (this.#badFrames < limits.badFramesMax) return;
    this.#log.info({ code, ...this.#who() }, 'closed for bad frames');
    this.close('protocol_error');
  }

  /** A hello of a version that is no longer served need not fit today's schema: it still hears that it is too old. */
  #refusedAsTooOld(bytes: Uint8Array): boolean {
    const hello = helloVersionOf(bytes);
    if (hello === undefined || hello.protocol >= PROTOCOL_VERSION_MIN) return false;
    this.#refuseHello(hello.id, 'unknown', 'upgrade_required');
    return true;
  }

  #reply(reply: Reply): void {
    this.send(replyFrame(this.version, reply, this.#services.clock()), 'reply');
  }

  #leave(): void {
    const before = this.#state;
    this.#state = { kind: 'closed' };
    if (before.kind === 'fresh') clearTimeout(before.deadline);
    if (before.kind === 'joined') this.#services.left(this, before);
    this.#services.closed(this);
  }
}
