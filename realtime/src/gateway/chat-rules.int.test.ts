import { limits } from '@halobuzz/core/limits';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { testPerson, testUuid } from '../../testing/rooms.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;
let host: GatewayClient;
let viewer: GatewayClient;
const ann = testPerson('ann');
const mod = testPerson('mod');

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  [first, second] = [await bench.gateway({ rateProfile: 'load' }), await bench.gateway({ rateProfile: 'load' })];
});
afterAll(() => bench.close());
beforeEach(async () => {
  room = await bench.room(testPerson('host'));
  host = await bench.join(first, room, room.host);
  viewer = await bench.join(second, room, ann);
});

const say = (socket: GatewayClient, text: string, reply?: string) =>
  socket.refusal({ t: 'chat', text, ...(reply === undefined ? {} : { reply }) });
async function said(socket: GatewayClient, text: string): Promise<string> {
  const data = await socket.do({ t: 'chat', text });
  if (data.t !== 'chat') throw new Error('not said');
  return data.mid;
}
async function moderator(): Promise<GatewayClient> {
  await host.do({ t: 'moderate', act: 'mod', who: mod.account });
  return bench.join(second, room, mod);
}
const heardOf = <T extends DownEvent['t']>(socket: GatewayClient, t: T) =>
  socket.heard((event) => event.t === t).then(({ event, offset }) => ({ event, offset }));
const textsOf = (socket: GatewayClient) => socket.welcome.chat.map((message) => message.text);

describe('settings', () => {
  it('are told to everybody on every node, and to who comes later', async () => {
    expect(viewer.welcome.settings).toEqual({
      slowModeSeconds: 0,
      followersOnly: false,
      links: 'moderators',
      keywordFilter: true,
    });
    const settings = { slowModeSeconds: 30, followersOnly: true, links: 'none', keywordFilter: false };
    expect(await host.do({ t: 'settings', slowModeSeconds: 30, links: 'none' })).toMatchObject({
      settings: { ...settings, followersOnly: false, keywordFilter: true },
    });
    expect(await host.do({ t: 'settings', followersOnly: true, keywordFilter: false })).toEqual({
      ...{ t: 'settings', settings },
    });
    for (const socket of [host, viewer]) {
      const { offset } = await socket.heard(
        (event) => event.t === 'settings' && JSON.stringify(event.settings) === JSON.stringify(settings),
      );
      expect(offset).toBeGreaterThan(0);
    }
    expect((await bench.join(first, room, ann)).welcome.settings).toEqual(settings);
  });

  it('are not the viewers’ to change, and not beyond their bounds', async () => {
    expect(await viewer.refusal({ t: 'settings', slowModeSeconds: 1 })).toBe('forbidden');
    const beyond = await host.ask({ t: 'settings', slowModeSeconds: limits.slowModeSecondsMax + 1 });
    expect(!beyond.ok && beyond.error.errors?.[0]?.field).toBe('slowModeSeconds');
    expect(await host.refusal({ t: 'settings' })).toBe('validation_failed');
  });
});

describe('slow mode', () => {
  it('holds over nodes and says how long, but not for host and moderators', async () => {
    const helper = await moderator();
    await host.do({ t: 'settings', slowModeSeconds: 60 });
    expect(await say(viewer, 'one')).toBe('ok');
    const elsewhere = await bench.join(first, room, ann);
    const again = await elsewhere.ask({ t: 'chat', text: 'two' });
    if (again.ok) throw new Error('was said');
    expect(again.error.code).toBe('slow_mode');
    expect(again.error.retryAfterMs).toBeGreaterThan(50_000);
    expect(again.error.retryAfterMs).toBeLessThanOrEqual(60_000);
    for (const text of ['a', 'b', 'c']) expect([await say(host, text), await say(helper, text)]).toEqual(['ok', 'ok']);
    expect(await say(await bench.join(first, room, testPerson('bob')), 'mine')).toBe('ok');
    await host.do({ t: 'settings', slowModeSeconds: 0 });
    expect(await say(elsewhere, 'three')).toBe('ok');
  });

  it('does not hold up the repeat of a message that was said', async () => {
    await host.do({ t: 'settings', slowModeSeconds: 60 });
    const clientId = testUuid();
    const one = await viewer.do({ t: 'chat', text: 'once', clientId });
    expect(await viewer.do({ t: 'chat', text: 'once', clientId })).toEqual(one);
  });
});

describe('followers-only', () => {
  it('lets followers, host and moderators speak', async () => {
    const helper = await moderator();
    await host.do({ t: 'settings', followersOnly: true });
    const follower = await bench.join(first, room, testPerson('fan'), {}, { fol: true });
    expect(await say(viewer, 'hi')).toBe('followers_only');
    for (const socket of [follower, host, helper]) expect(await say(socket, 'hi')).toBe('ok');
    const again = await bench.connect(second);
    await again.hello({ room: room.id, resume: follower.welcome.resume });
    expect(await say(again, 'still following')).toBe('ok');
  });
});

describe('links', () => {
  it.each([
    ['allow', ['ok', 'ok', 'ok']],
    ['moderators', ['links_not_allowed', 'ok', 'ok']],
    ['none', ['links_not_allowed', 'links_not_allowed', 'links_not_allowed']],
  ] as const)('%s', async (links, outcomes) => {
    const helper = await moderator();
    await host.do({ t: 'settings', links });
    const text = 'see EXAMPLE．com/x';
    expect([await say(viewer, text), await say(helper, text), await say(host, text)]).toEqual(outcomes);
    expect(await say(viewer, 'no link.At all')).toBe('ok');
  });
});

describe('the keyword filter', () => {
  it('learns the list within seconds and sees through disguises; a host may switch it off', async () => {
    const word = `zq${bench.unique.replace(/[^a-z]/g, '').slice(0, 12)}o`;
    await bench.control.hset(controlKeys.keywords, { version: bench.unique, terms: JSON.stringify([word]) });
    await expect.poll(() => say(viewer, `oh ${word}!`), { timeout: 5_000 }).toBe('chat_filtered');
    await expect.poll(() => say(host, word.toUpperCase().replace('O', '0')), { timeout: 5_000 }).toBe('chat_filtered');
    expect(await say(viewer, `${word}xyz`)).toBe('ok');
    await host.do({ t: 'settings', keywordFilter: false });
    expect(await say(viewer, word)).toBe('ok');
  });
});

describe('replies and mentions', () => {
  it('quote what the room knows, never what a client says', async () => {
    const long = `${'x'.repeat(limits.chatQuoteBytesMax - 1)}नमस्ते`;
    const answered = await said(host, long);
    expect(await say(viewer, 'well said', answered)).toBe('ok');
    const { event } = await host.heard((heard) => heard.t === 'chat' && heard.reply !== undefined);
    expect(event).toMatchObject({
      text: 'well said',
      reply: { mid: answered, name: 'host', text: 'x'.repeat(limits.chatQuoteBytesMax - 1) },
    });
    const newcomer = await bench.join(first, room, testPerson('new'));
    expect(newcomer.welcome.chat.at(-1)).toMatchObject({ reply: { mid: answered, name: 'host' } });
    expect(await say(viewer, 'to nobody', testUuid())).toBe('message_not_found');
  });

  it('name people by handle', async () => {
    expect(await say(viewer, '@Sita and @sita, hi @ram.')).toBe('ok');
    const { event } = await heardOf(host, 'chat');
    expect(event).toMatchObject({ mentions: ['Sita', 'ram'] });
  });
});

describe('deleting', () => {
  it('takes a message from everybody on every node and from the history', async () => {
    const helper = await moderator();
    const [mine, theirs, hosts] = [await said(viewer, 'mine'), await said(viewer, 'theirs'), await said(host, 'hosts')];
    await viewer.do({ t: 'chat.delete', mid: mine });
    await helper.do({ t: 'chat.delete', mid: theirs });
    for (const socket of [host, viewer]) {
      await socket.heard((e) => e.t === 'chat.deleted' && e.mids[0] === mine && e.by === 'author');
      await socket.heard((e) => e.t === 'chat.deleted' && e.mids[0] === theirs && e.by === 'moderator');
    }
    expect(textsOf(await bench.join(first, room, testPerson('new')))).toEqual(['hosts']);
    expect(await viewer.refusal({ t: 'chat.delete', mid: mine })).toBe('message_not_found');
    expect(await viewer.refusal({ t: 'chat.delete', mid: hosts })).toBe('forbidden');
    expect(await helper.refusal({ t: 'chat.delete', mid: hosts })).toBe('person_protected');
  });

  it('reaches as far back as the room remembers', async () => {
    const oldest = await said(viewer, 'oldest');
    const mids: string[] = [];
    for (let i = 0; i < limits.roomChatIndexMax; i += 1) mids.push(await said(viewer, `${i}`));
    expect(await viewer.refusal({ t: 'chat.delete', mid: oldest })).toBe('message_not_found');
    await viewer.do({ t: 'chat.delete', mid: mids.at(-limits.roomChatIndexMin) ?? '' });
    const { bodies, chat } = { bodies: roomKeys(room.id).chatBodies, chat: roomKeys(room.id).chat };
    expect([await bench.roomsRedis.hlen(bodies), await bench.roomsRedis.llen(chat)]).toEqual([
      limits.roomChatIndexMin - 1,
      limits.roomChatIndexMin - 1,
    ]);
    expect((await bench.join(first, room, testPerson('new'))).welcome.chat).toHaveLength(limits.roomChatHistoryMax);
  });

  it('of a message that was refused leaves its id free', async () => {
    const clientId = testUuid();
    await host.do({ t: 'moderate', act: 'mute', who: ann.account });
    expect(await viewer.refusal({ t: 'chat', text: 'hi', clientId })).toBe('muted');
    await host.do({ t: 'moderate', act: 'unmute', who: ann.account });
    expect(await viewer.refusal({ t: 'chat', text: 'hi', clientId })).toBe('ok');
    await host.heard((event) => event.t === 'chat' && event.text === 'hi');
  });
});

describe('the pinned message', () => {
  it('is laid above the chat by those who may, for everybody and for newcomers', async () => {
    const helper = await moderator();
    const mid = await said(viewer, 'worth it');
    expect(await viewer.refusal({ t: 'pin', mid })).toBe('forbidden');
    await helper.do({ t: 'pin', mid });
    const { event, offset } = await heardOf(viewer, 'pinned');
    expect(event).toMatchObject({ message: { mid, text: 'worth it', from: { name: 'ann' } } });
    expect(offset).toBeGreaterThan(0);
    expect((await bench.join(first, room, testPerson('new'))).welcome.pinned).toMatchObject({ mid });
    await host.do({ t: 'unpin' });
    await viewer.heard((heard) => heard.t === 'pinned' && heard.message === undefined);
    expect((await bench.join(first, room, testPerson('new'))).welcome.pinned).toBeUndefined();
  });

  it('goes with the message', async () => {
    const mid = await said(viewer, 'regretted');
    await host.do({ t: 'pin', mid });
    await viewer.do({ t: 'chat.delete', mid });
    await host.heard((heard) => heard.t === 'pinned' && heard.message === undefined);
    expect((await bench.join(first, room, testPerson('new'))).welcome.pinned).toBeUndefined();
    expect(await host.refusal({ t: 'pin', mid })).toBe('message_not_found');
  });
});

describe('a pinned message that is no longer among the newest', () => {
  async function longPinned(): Promise<string> {
    const mid = await said(viewer, 'pinned long ago');
    await host.do({ t: 'pin', mid });
    await bench.roomsRedis.hdel(roomKeys(room.id).chatBodies, mid);
    await bench.roomsRedis.lrem(roomKeys(room.id).chat, 1, mid);
    return mid;
  }
  const isUnpinned = async () => {
    await host.heard((heard) => heard.t === 'pinned' && heard.message === undefined);
    expect((await bench.join(first, room, testPerson('new'))).welcome.pinned).toBeUndefined();
  };

  it('is deleted by its author', async () => {
    const mid = await longPinned();
    await viewer.do({ t: 'chat.delete', mid });
    await isUnpinned();
    expect(await viewer.refusal({ t: 'chat.delete', mid })).toBe('message_not_found');
  });

  it('goes with all that its author said', async () => {
    const mid = await longPinned();
    await host.do({ t: 'moderate', act: 'ban', who: ann.account, purge: true });
    await isUnpinned();
    expect((await heardOf(host, 'chat.deleted')).event).toMatchObject({ mids: [mid] });
  });
});

describe('a client of the version before', () => {
  it('hears of rules as nothing, keeps its place and is told roles it knows', async () => {
    await host.do({ t: 'moderate', act: 'mod', who: mod.account });
    const old = await bench.join(first, room, mod, { protocol: 2 });
    expect(old.welcome.you.role).toBe('viewer');
    expect((await bench.join(first, room, mod)).welcome.you.role).toBe('moderator');
    await host.do({ t: 'settings', slowModeSeconds: 1 });
    const { offset } = await old.heard((event) => event.t === 'noop');
    expect(offset).toBe(old.welcome.offset + 1);
  });
});
