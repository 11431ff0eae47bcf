import { createHash } from 'node:crypto';
import { downEventSchema, eventSpecs, noticeSchema, replySchema } from '@halobuzz/core/protocol/down';
import { frameFlags, frameKinds, HEADER_BYTES, writeHeader } from '@halobuzz/core/protocol/header';
import { helloSchema } from '@halobuzz/core/protocol/messages/hello';
import { welcomeSchema } from '@halobuzz/core/protocol/messages/welcome';
import { upMessageSchema } from '@halobuzz/core/protocol/up';
import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '@halobuzz/core/protocol/version';
import { z } from 'zod';
import { upExamples } from './protocol-examples.ts';

/**
 * Everything that both ends of a socket must agree on, as data: the messages as JSON Schema (bounds and patterns stand
 * in it), how events travel, and the header's layout. JSON Schema cannot say what `hello` checks across its fields, so
 * that is asked of it. Knowingly left out: the list of error codes and the trimming of chat, which either side may change.
 */
export function protocolSurface(): unknown {
  const header = new Uint8Array(HEADER_BYTES);
  const numbers = { version: 1, events: 2, reliable: 3, flags: 4, epoch: 5, firstOffset: 6, serverTimeMs: 7 };
  writeHeader(header, { ...numbers, kind: 'events' });
  const { ticket: _, ...bare } = upExamples.hello;
  const takes = (hello: object): boolean => helloSchema.safeParse(hello).success;
  return {
    versions: [PROTOCOL_VERSION_MIN, PROTOCOL_VERSION],
    up: jsonSchema(upMessageSchema),
    events: jsonSchema(downEventSchema),
    reply: jsonSchema(replySchema),
    notice: jsonSchema(noticeSchema),
    welcome: jsonSchema(welcomeSchema),
    hello: {
      neither: takes(bare),
      ticket: takes({ ...bare, ticket: 'x' }),
      resume: takes({ ...bare, resume: 'x' }),
      both: takes({ ...bare, ticket: 'x', resume: 'x' }),
    },
    eventSpecs,
    header: { bytes: [...header], frameKinds, frameFlags },
  };
}

/** SHA-256 of the surface, hex. Keys are sorted, so the order in which code lists them does not count. */
export function protocolHash(surface: unknown = protocolSurface()): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(surface)))
    .digest('hex');
}

function jsonSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
