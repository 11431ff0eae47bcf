import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestRedis, testStoreUrl } from '../../../testing/redis.ts';
import { testUuid } from '../../../testing/rooms.ts';
import { openRedis } from '../../adapters/redis/connect.ts';
import { ChannelSubscriptions } from './channel-subscriptions.ts';

const url = (): string => testStoreUrl('TEST_REDIS_ROOMS_URL');
const log = pino({ level: 'silent' });

let name = '';
let publisher: Redis;
let subscriber: Redis;
let heard: string[] = [];
let resubscribed = 0;
let silentMs = 0;
let subscriptions: ChannelSubscriptions;

beforeEach(async () => {
  [name, heard, resubscribed, silentMs] = [testUuid(), [], 0, 0];
  publisher = await openTestRedis(url());
  subscriber = await openRedis({ url: url(), name, log });
  subscriptions = new ChannelSubscriptions({
    subscriber,
    publisher,
    canaryChannel: `${name}:canary`,
    onMessage: (channel, message) => void heard.push(`${channel.slice(name.length + 1)} ${message.toString()}`),
    onResubscribed: () => {
      resubscribed += 1;
    },
    log,
    elapsedMs: () => performance.now() + silentMs,
  });
});
afterEach(() => {
  subscriptions.close();
  subscriber.disconnect();
  publisher.disconnect();
});

const want = (channel: string | number) => subscriptions.want(`${name}:${channel}`);
const release = (channel: string | number) => subscriptions.release(`${name}:${channel}`);
const say = (channel: string, message: string) => publisher.publish(`${name}:${channel}`, message);
/** Channels that the server knows of, without the canary. */
async function channels(): Promise<number> {
  const found = await publisher.call('PUBSUB', 'CHANNELS', `${name}:*`);
  return Array.isArray(found) ? found.filter((channel) => channel !== `${name}:canary`).length : -1;
}
/** Has the server forget a channel that the subscriptions count on. */
const forget = (channel: string) => subscriber.unsubscribe(`${name}:${channel}`);
/** Breaks the connection as the network would. */
async function breakConnection(): Promise<void> {
  const closed = new Promise((resolve) => subscriber.once('close', resolve));
  const clients = String(await publisher.call('CLIENT', 'LIST'));
  const id = clients
    .split('\n')
    .find((line) => line.includes(`name=${name}`))
    ?.match(/^id=(\d+)/)?.[1];
  await publisher.call('CLIENT', 'KILL', 'ID', id ?? '');
  await closed;
}

describe('ChannelSubscriptions', () => {
  it('hears a channel from the confirmation on, as long as anybody wants it', async () => {
    await Promise.all([want('a'), want('a'), want('b')]);
    await say('a', '1');
    release('a');
    await say('a', '2');
    release('a');
    await expect.poll(channels).toBe(1);
    await say('a', '3');
    await say('b', '4');
    await expect.poll(() => heard).toEqual(['a 1', 'a 2', 'b 4']);
  });

  it('subscribes to many in batches, and leaves none behind', async () => {
    const many = Array.from({ length: limits.subscribeBatchMax * 2 + 10 }, (_, i) => i);
    await Promise.all(many.map(want));
    expect(await channels()).toBe(many.length);
    for (const channel of many) release(channel);
    await expect.poll(channels).toBe(0);
  });

  it('keeps a channel that is wanted again while it is being left, and lets go of one that is not wanted any more', async () => {
    await want('a');
    release('a');
    await want('a');
    await say('a', '1');
    await expect.poll(() => heard).toEqual(['a 1']);
    const subscribing = want('b');
    release('b');
    await subscribing.catch(() => undefined);
    await expect.poll(channels).toBe(1);
  });

  it('subscribes anew after a lost connection, and says so', async () => {
    await Promise.all([want('a'), want('b')]);
    await breakConnection();
    await expect(want('c')).rejects.toThrow('no connection');
    await expect.poll(() => resubscribed, { timeout: 10_000 }).toBe(1);
    for (const channel of ['a', 'b', 'c']) await say(channel, '1');
    await expect.poll(() => heard).toEqual(['a 1', 'b 1', 'c 1']);
    release('c');
    await expect.poll(channels).toBe(2);
  });

  it('makes a connection anew that is open but deaf', async () => {
    await want('a');
    subscriptions.beat();
    await expect.poll(() => subscriptions.silentMs()).toBeLessThan(1_000);
    silentMs = 60_000;
    subscriptions.beat();
    await expect.poll(() => resubscribed, { timeout: 10_000 }).toBe(1);
    await say('a', '1');
    await expect.poll(() => heard).toEqual(['a 1']);
  });

  it('notices that the server forgot one channel of many, and hears it again', async () => {
    await Promise.all([want('a'), want('b')]);
    subscriptions.beat();
    await forget('a');
    await say('a', 'lost');
    await say('b', '1');
    await expect.poll(() => heard).toEqual(['b 1']);
    await expect
      .poll(
        () => {
          subscriptions.beat();
          return resubscribed;
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    await say('a', '2');
    await expect.poll(() => heard).toEqual(['b 1', 'a 2']);
  });

  it('leaves a connection alone whose channels are all known', async () => {
    await Promise.all([want('kept'), ...Array.from({ length: 20 }, (_, i) => want(i))]);
    for (let beat = 0; beat < 10; beat += 1) {
      subscriptions.beat();
      await Promise.all([want(`more ${beat}`), say('kept', `${beat}`)]);
      release(beat);
    }
    await expect.poll(() => heard.length).toBe(10);
    expect(resubscribed).toBe(0);
    expect(subscriber.status).toBe('ready');
  });
});
