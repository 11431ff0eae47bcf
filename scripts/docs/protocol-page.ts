import { hex } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { buildFrame, frameFlags, frameKinds, HEADER_BYTES } from '@halobuzz/core/protocol/header';
import { PROTOCOL_HASH, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '@halobuzz/core/protocol/version';
import {
  eventExamples,
  noticeExamples,
  replyExamples,
  upExamples,
  welcomeExample,
} from '@halobuzz/core/testing/protocol-examples';
import type { z } from 'zod';
import { closeCodeTable } from './errors-page.ts';
import { fieldRows, jsonSchemaOf } from './json-schema-fields.ts';
import { code, generatedNotice, jsonBlock, page, table } from './markdown.ts';
import {
  downEvents,
  errorReply,
  type MessageDoc,
  notices,
  type ReadSource,
  replyData,
  upMessages,
  welcomeMessage,
} from './protocol-messages.ts';

/** docs/generated/protocol.md: all that a client of another make needs. */
export function protocolPage(read: ReadSource): string {
  return page([
    generatedNotice,
    '# The room protocol',
    `Source: \`core/src/protocol/\`. Version ${PROTOCOL_VERSION}; gateways also serve ${PROTOCOL_VERSION_MIN}; anything older is closed with ` +
      `\`upgrade_required\`. Hash of the schemas: ${code(PROTOCOL_HASH)}.`,
    'Frames are binary. A client sends one MessagePack map a frame; a server sends the header below, then MessagePack maps end to end. ' +
      'Extension types are not used. Unknown fields are refused from clients and to be ignored from servers.',
    handshake(),
    headerSection(read),
    '## From client to server',
    clientBounds(),
    ...upMessages(read).flatMap((message) => section(message, upExamples)),
    '## Events',
    'Reliable events carry an offset: the first one that of the header, each further one the next. Lossy ones may be dropped under ' +
      'pressure. Personal ones go to one socket and have no offset.',
    eventTable(),
    ...downEvents(read).flatMap((message) => section(message, eventExamples)),
    '## Welcome',
    ...section(welcomeMessage(read), { welcome: welcomeExample }).slice(1),
    '## Replies',
    'Exactly one per command, with its `id`; `null` when the id could not be read. The data of each command:',
    ...replyData().flatMap(({ type, schema }) => section({ type, schema, comment: '' }, replyExamples)),
    '### `error`',
    'An unknown `code` means what its `retry` says.',
    fieldTable(errorReply()),
    jsonBlock(replyExamples.error),
    '## Notices',
    ...notices(read).flatMap((message) => section(message, noticeExamples)),
    '## Close codes',
    '4000–4499: reconnect with full jitter. 4500–4999: do not. Without a code of ours (1006 and the like): reconnect.',
    closeCodeTable(),
  ]);
}

function handshake(): string {
  return [
    '## Handshake',
    '',
    '1. `POST /api/v1/rooms/:id/join` answers an address and a ticket: single use, ' +
      `${limits.ticketLifeMs / 1_000} s, for this room, account and node.`,
    `2. Open the socket and send \`hello\` within ${limits.helloDeadlineMs / 1_000} s, with the ticket, or with the resume token of the last welcome ` +
      `(single use, ${limits.resumeTokenLifeMs / 60_000} min), and the last point you know. Later: closed with \`hello_timeout\`.`,
    '3. `welcome` follows. `recovered:true`: an events frame with the recovered flag brings all you missed. `recovered:false`: the welcome is the whole state.',
    '4. When an offset is missing, send `sync` with your point and keep later frames until the gap is filled. `recovered:false` there: reconnect without a point.',
    '5. When the socket is lost, reconnect with full jitter, by resume token first, by a new ticket when that is refused. Repeat unanswered gifts under the same `clientId`.',
  ].join('\n');
}

function headerSection(read: ReadSource): string {
  const source = read('header.ts');
  const rows = [...source.matchAll(/^ \* (\|.*\|)$/gm)].map((match) =>
    (match[1] ?? '').replace(/\{@link \w+\}/, 'below'),
  );
  const example = buildFrame(
    {
      version: PROTOCOL_VERSION,
      kind: 'events',
      events: 1,
      reliable: 1,
      flags: frameFlags.recovered,
      epoch: 1,
      firstOffset: 42,
      serverTimeMs: 1_767_323_045_678,
    },
    [encode(eventExamples.host)],
  );
  return [
    '## Header of server frames',
    '',
    `${HEADER_BYTES} bytes, big-endian:`,
    '',
    ...rows,
    '',
    `Kinds: ${Object.entries(frameKinds)
      .map(([name, kind]) => `${kind} ${name}`)
      .join(', ')}. ` +
      `Flags: ${Object.entries(frameFlags)
        .map(([name, bit]) => `${bit} ${name}`)
        .join(', ')}.`,
    '',
    'A frame with one reliable event, `host`, at offset 42, in hexadecimal:',
    '',
    `\`\`\`text\n${hex(example.subarray(0, HEADER_BYTES))}\n${hex(example.subarray(HEADER_BYTES))}\n\`\`\``,
  ].join('\n');
}

function clientBounds(): string {
  return (
    `A frame has at most ${limits.upFrameBytesMax} bytes, ${limits.upFrameItemsMax} values and ${limits.upFrameDepthMax} levels; ` +
    `${limits.badFramesMax} bad frames close the socket with \`protocol_error\`. ` +
    `At most ${limits.commandsPerSecondMax} commands a second (burst ${limits.commandsBurstMax}); a \`sync\` counts as ${limits.syncCommandsRatio}.`
  );
}

function eventTable(): string {
  return table(
    ['event', 'lane', 'since version', 'only the newest of a tick', 'code in pub/sub'],
    Object.entries(eventSpecs).map(([type, spec]) => [
      code(type),
      spec.lane,
      String(spec.since),
      spec.conflate ? 'yes' : '',
      String(spec.code),
    ]),
  );
}

function section(message: MessageDoc, examples: Readonly<Record<string, unknown>>): string[] {
  const example = examples[message.type];
  if (example === undefined) throw new Error(`${message.type} has no example`);
  return [`### ${code(message.type)}`, message.comment, fieldTable(message.schema), jsonBlock(example)];
}

function fieldTable(schema: z.ZodType): string {
  return table(
    ['field', 'type', ''],
    fieldRows(jsonSchemaOf(schema)).map((row) => [code(row.name), row.type, row.required ? '' : 'optional']),
  );
}
