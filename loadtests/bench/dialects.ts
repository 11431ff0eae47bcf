import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { encode } from '@halobuzz/core/protocol/codec';
import { frameKinds, HEADER_BYTES, headerAt } from '@halobuzz/core/protocol/header';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { findMarks } from './event-mark.ts';
import { opcodes } from './frame-reader.ts';
import { signTicket, viewerOf } from './sign-ticket.ts';

/** A server and its rooms, as the driver is told. Viewer `i` goes into room `i mod rooms`. */
export type Target =
  | {
      readonly kind: 'halobuzz';
      readonly nodes: readonly { readonly id: string; readonly boot: string; readonly port: number }[];
      readonly rooms: readonly string[];
      readonly ticketKey: JsonWebKey;
      /** Names the people of a run, see {@link viewerOf}. */
      readonly seed: string;
    }
  | { readonly kind: 'plain' | 'socket.io' | 'centrifuge'; readonly port: number; readonly rooms: number };

/** What is sent, and when a viewer is in. */
export interface Answer {
  readonly send?: { readonly opcode: number; readonly payload: Uint8Array };
  readonly joined?: boolean;
}

/** How one viewer talks to a server. */
export interface Dialect {
  readonly port: number;
  readonly path: string;
  /** Bytes of each payload that {@link read} and {@link eventsIn} need; undefined: all of them. */
  readonly peekBytes: number | undefined;
  /** After the upgrade. */
  greet(): Answer;
  /** Looks at a message until the viewer is in. */
  read(opcode: number, bytes: Buffer, at: number, length: number): Answer;
  /** Room events in a message, told from its first bytes. */
  eventsIn(opcode: number, bytes: Buffer, at: number, length: number): number;
}

const nothing: Answer = {};
const text = (payload: string): Answer['send'] => ({ opcode: opcodes.text, payload: Buffer.from(payload) });

/** The dialect of each viewer of a target. Tickets are signed when a dialect is made, and live for 30 seconds. */
export function dialectsOf(target: Target): (viewer: number) => Dialect {
  switch (target.kind) {
    case 'halobuzz':
      return halobuzzDialects(target);
    case 'plain':
      return (viewer) => plainDialect(target.port, viewer % target.rooms);
    case 'socket.io':
      return (viewer) => socketIoDialect(target.port, viewer % target.rooms);
    case 'centrifuge':
      return (viewer) => centrifugeDialect(target.port, viewer % target.rooms);
    default:
      return target satisfies never;
  }
}

/** Every message is one event. */
function plainDialect(port: number, room: number): Dialect {
  return {
    ...{ port, path: `/?room=${room}`, peekBytes: 0 },
    greet: () => ({ joined: true }),
    read: () => nothing,
    eventsIn: (opcode) => (opcode === opcodes.text ? 1 : 0),
  };
}

/** engine.io 4 over WebSocket alone: `0` open, `40` connected, `42` event. */
function socketIoDialect(port: number, room: number): Dialect {
  const starts = (bytes: Buffer, at: number, length: number, start: string): boolean =>
    length >= start.length && bytes.toString('latin1', at, at + start.length) === start;
  return {
    ...{ port, path: `/socket.io/?EIO=4&transport=websocket&room=${room}`, peekBytes: 2 },
    greet: () => nothing,
    read(_opcode, bytes, at, length) {
      if (starts(bytes, at, length, '40')) return { joined: true };
      const send = starts(bytes, at, length, '0') ? text('40') : undefined;
      return send === undefined ? nothing : { send };
    },
    eventsIn: (_opcode, bytes, at, length) => (starts(bytes, at, length, '42') ? 1 : 0),
  };
}

/** The server subscribes a client on connecting; several publications may share a frame, so all of it is read. */
function centrifugeDialect(port: number, room: number): Dialect {
  const connect = text(`{"id":1,"connect":{"data":{"room":"${room}"}}}`);
  return {
    ...{ port, path: '/connection/websocket', peekBytes: undefined },
    greet: () => (connect === undefined ? nothing : { send: connect }),
    read: (_opcode, bytes, at, length) =>
      bytes.subarray(at, at + length).includes('"connect"') ? { joined: true } : nothing,
    eventsIn: (_opcode, bytes, at, length) => findMarks(bytes, at, at + length, () => undefined),
  };
}

function halobuzzDialects(target: Extract<Target, { kind: 'halobuzz' }>): (viewer: number) => Dialect {
  const key = { key: createPrivateKey({ key: target.ticketKey, format: 'jwk' }), kid: 'bench' };
  const { nodes, rooms } = target;
  return (viewer) => {
    // Viewers of a room take turns on the nodes.
    const room = rooms[viewer % rooms.length] ?? '';
    const node = nodes[Math.floor(viewer / rooms.length) % nodes.length];
    if (node === undefined) throw new Error('no gateway to connect to');
    const ticket = signTicket(key, node, room, viewerOf(target.seed, viewer));
    return roomDialect(room, { url: `ws://127.0.0.1:${node.port}/v1/room`, ticket });
  };
}

/** How a viewer goes into a room of ours by a ticket. Of frames only the header is read. */
export function roomDialect(room: string, { url, ticket }: { readonly url: string; readonly ticket: string }): Dialect {
  const { port, pathname } = new URL(url);
  const payload = encode({ t: 'hello', id: 1, protocol: PROTOCOL_VERSION, room, ticket });
  return {
    ...{ port: Number(port), path: pathname, peekBytes: HEADER_BYTES },
    greet: () => ({ send: { opcode: opcodes.binary, payload } }),
    read: (opcode, bytes, at, length) =>
      kindOf(opcode, bytes, at, length) === frameKinds.welcome ? { joined: true } : nothing,
    eventsIn: (opcode, bytes, at, length) =>
      kindOf(opcode, bytes, at, length) === frameKinds.events ? bytes.readUInt16BE(at + headerAt.events) : 0,
  };
}

function kindOf(opcode: number, bytes: Buffer, at: number, length: number): number {
  return opcode === opcodes.binary && length === HEADER_BYTES ? (bytes[at + headerAt.kind] ?? 0) : 0;
}
