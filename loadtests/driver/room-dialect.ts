import { encode } from '@halobuzz/core/protocol/codec';
import { frameKinds, HEADER_BYTES } from '@halobuzz/core/protocol/header';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import type { Dialect } from '../bench/dialects.ts';
import { opcodes } from '../bench/frame-reader.ts';
import type { MintedTicket } from '../world.ts';

const eventsAt = 2;

/** How one viewer goes into a room by a ticket that the runner signed. Of frames only the header is read. */
export function roomDialect(room: string, { url, ticket }: MintedTicket): Dialect {
  const { port, pathname } = new URL(url);
  const payload = encode({ t: 'hello', id: 1, protocol: PROTOCOL_VERSION, room, ticket });
  const kindOf = (opcode: number, bytes: Buffer, at: number, length: number): number =>
    opcode === opcodes.binary && length === HEADER_BYTES ? (bytes[at + 1] ?? 0) : 0;
  return {
    ...{ port: Number(port), path: pathname, peekBytes: HEADER_BYTES },
    greet: () => ({ send: { opcode: opcodes.binary, payload } }),
    read: (opcode, bytes, at, length) =>
      kindOf(opcode, bytes, at, length) === frameKinds.welcome ? { joined: true } : {},
    eventsIn: (opcode, bytes, at, length) =>
      kindOf(opcode, bytes, at, length) === frameKinds.events ? bytes.readUInt16BE(at + eventsAt) : 0,
  };
}
