import { randomBytes } from 'node:crypto';
import { newAccountId, newSubjectId, newUuidV7 } from '@halobuzz/core/ids';
import type { NewRoom } from '../src/adapters/redis/new-room.ts';
import type { ChatMessage } from '../src/adapters/redis/room-chat-scripts.ts';

const random = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));

export interface TestPerson {
  readonly account: string;
  readonly subject: string;
  readonly name: string;
}

export function testPerson(name: string): TestPerson {
  return { account: newAccountId('a', random), subject: newSubjectId(random), name };
}

export function testUuid(nowMs = Date.now()): string {
  return newUuidV7(nowMs, random);
}

export function testRoomOf(host: TestPerson): NewRoom {
  return {
    host: host.account,
    hostName: host.name,
    hostSubject: host.subject,
    title: 'Evening talk',
    category: 'chat',
    country: 'NP',
    region: 'ap-southeast-1',
    startedAtMs: Date.now(),
  };
}

/** A message of a plain viewer, with nothing in it that a room's rules look at. */
export function plainMessage(mid: string, event: Uint8Array, changes: Partial<ChatMessage> = {}): ChatMessage {
  return {
    ...{ mid, event, repeatable: false, from: { account: testPerson('').account, admin: false } },
    ...{ follows: false, hasLink: false, hasKeyword: false, reply: undefined },
    ...changes,
  };
}
