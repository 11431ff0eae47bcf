import { randomBytes } from 'node:crypto';
import { hex, newAccountId } from '@halobuzz/core/ids';
import { encode } from '@halobuzz/core/protocol/codec';
import { pino } from 'pino';
import { MARK_CHARS, nowMicros, writeMark } from '../../loadtests/bench/event-mark.ts';
import { serveLines } from '../../loadtests/bench/line-worker.ts';
import { paced } from '../../loadtests/bench/paced.ts';
import { openRedis } from '../../realtime/src/adapters/redis/connect.ts';
import { RoomScripts } from '../../realtime/src/adapters/redis/room-scripts.ts';

export type PublisherCommands = {
  readonly publish: {
    readonly args: {
      readonly redisUrl: string;
      /** Rooms take turns. */
      readonly rooms: readonly string[];
      readonly perSecond: number;
      readonly seconds: number;
      readonly bytes: number;
    };
    readonly answer: { readonly sent: number };
  };
};

const random = (length: number): Uint8Array => randomBytes(length);
const from = { id: newAccountId('a', random), name: 'Anna' };
const chatOf = (text: string): Uint8Array => encode({ t: 'chat', mid: hex(random(16)), from, text, atMs: Date.now() });
const bareBytes = chatOf('x'.repeat(MARK_CHARS)).byteLength;

/** Stands for the other gateways: chat goes through the rooms' script in Redis, as theirs does. */
serveLines<PublisherCommands>({
  async publish({ redisUrl, rooms, perSecond, seconds, bytes }) {
    const redis = await openRedis({ url: redisUrl, name: 'bench publisher', log: pino({ level: 'silent' }) });
    try {
      const scripts = new RoomScripts(redis);
      const rest = 'x'.repeat(Math.max(0, bytes - bareBytes));
      const stored: Promise<string>[] = [];
      const sent = await paced(perSecond, seconds, (index) => {
        const room = rooms[index % rooms.length] ?? '';
        const event = chatOf(writeMark(nowMicros()) + rest);
        const plain = { repeatable: false, follows: false, hasLink: false, hasKeyword: false, reply: undefined };
        const message = { ...plain, mid: '', event, from: { account: from.id, admin: false } };
        stored.push(scripts.chat.append(room, message).then((result) => result.kind));
      });
      const refused = (await Promise.all(stored)).filter((kind) => kind !== 'ok');
      if (refused.length > 0) throw new Error(`${refused.length} events were not published: ${refused[0]}`);
      return { sent };
    } finally {
      redis.disconnect();
    }
  },
});
