import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { describe, expect, test } from 'vitest';
import { packMediaToken, plainMediaToken, readMediaToken } from '../../testing/read-media-token.ts';
import { type MediaTokenContent, writeMediaToken } from './media-token.ts';

/**
 * What Agora's own libraries in other languages write with salt 1, issued at 1111111 for 600 s. From the tests of AgoraIO/Tools,
 * DynamicKey/AgoraDynamicKey: cpp/test/AccessToken2_test.cpp, python3/test/AccessToken2Test.py,
 * go/src/accesstoken2/accesstoken_test.go.
 */
const issued = {
  appId: '970CA35de60c44645bbae8a215061b33',
  certificate: '5CFd2fd1755d40ecb72977518be15d3b',
  channel: '7d72365eb983485397e3e3f9d460bdda',
  account: '2882341273',
  issuedAtSeconds: 1_111_111,
  salt: 1,
  lifeSeconds: 600,
} satisfies MediaTokenContent;
const everything = { join: 600, publishAudio: 600, publishVideo: 600, publishData: 600 };
const signalling = { userId: 'test_user', loginSeconds: 600 };

const vectors: readonly (readonly [string, Partial<MediaTokenContent>, string])[] = [
  [
    'C++ and Python: an account that may join',
    { channelSeconds: { join: 600 } },
    '007eJxTYBBbsMMnKq7p9Hf/HcIX5kce9b518kCiQgSr5Zrp4X1Tu6UUGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcwMk4yN3b8IMEQwMTAwMoAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiVwMRhYWRsYmhkbmxgDCaiTj',
  ],
  [
    'C++ and Python: anybody may join',
    { channelSeconds: { join: 600 }, account: '' },
    '007eJxTYLhzZP08Lxa1Pg57+TcXb/3cZ3wi4V6kbpbOog0G2dOYk20UGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcwMk4yN3b8IMEQwMTAwMoAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiQwMADacImo=',
  ],
  [
    'Go: the same account',
    { channelSeconds: { join: 600 } },
    '007eJxSYBBbsMMnKq7p9Hf/HcIX5kce9b518kCiQgSr5Zrp4X1Tu6UUGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcwMk4yN3b8IMEQwMTAwMoAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiVwMRhYWRsYmhkbmxoAAAAD//8JqJOM=',
  ],
  [
    'Python, in Go’s test: everything in the channel, and signalling',
    { channelSeconds: everything, signalling },
    '007eJxTYOAQsrQ5s3TfH+1tvy8zZZ46EpCc0V43JXdGd2jS8porKo4KDJbmBs6OxqYpqWYGySYmZiamSUmJqRaJRoamBmaGScbG7l8EGCKYGBgYGRgYmIAkCxCD+ExgkhlMsoBJBQbzFHMjYzPT1CRLC2MTC1NjS/NU41TjNMsUEzODpJSURC4GIwsLI2MTQyNzY5BZEJM4GUpSi0viS4tTiwAipyp4',
  ],
  [
    'Go: signalling alone',
    { signalling },
    '007eJxSYOCdJftjyTM2zxW6Xhm/5T0j5LdcUt/xYVt48fb5Mp3PX9coMFiaGzg7GpumpJoZJJuYmJmYJiUlplokGhmaGpgZJhkbu38RYIhgYmBgZABhJgZGBkYwn5OhJLW4JL60OLUIEAAA//9ZVh6A',
  ],
];

describe('against Agora’s libraries in other languages', () => {
  test.each(vectors)('%s: the same bytes', (_, content, token) => {
    expect(plainMediaToken(writeMediaToken({ ...issued, ...content }))).toBe(plainMediaToken(token));
  });

  test.each(vectors)('%s: is read and its signature proven', (_, content, token) => {
    const read = readMediaToken(token, issued.certificate);
    expect(read).toEqual(readMediaToken(writeMediaToken({ ...issued, ...content }), issued.certificate));
    expect(read).toMatchObject({ appId: issued.appId, issuedAt: 1_111_111, lifeSeconds: 600, salt: 1 });
    expect(() => readMediaToken(token, '5CFd2fd1755d40ecb72977518be15d3c')).toThrow('wrong signature');
  });
});

test('a string account, each privilege with a span of its own', () => {
  const token = writeMediaToken({
    ...issued,
    account: 'aabcdefghijklmnopqrstuvwxy2',
    channelSeconds: { join: 600, publishAudio: 120, publishVideo: 60 },
    signalling: { userId: 'aabcdefghijklmnopqrstuvwxy2', loginSeconds: 300 },
  });
  expect(readMediaToken(token, issued.certificate).services).toEqual([
    {
      kind: 'rtc',
      channel: issued.channel,
      account: 'aabcdefghijklmnopqrstuvwxy2',
      privileges: { 1: 600, 2: 120, 3: 60 },
    },
    { kind: 'rtm', userId: 'aabcdefghijklmnopqrstuvwxy2', privileges: { 1: 300 } },
  ]);
});

test('credentials that are none write nothing', () => {
  expect(() => writeMediaToken({ ...issued, appId: 'short', channelSeconds: { join: 1 } })).toThrow(
    'could not be written',
  );
});

test('no bent token is read: every bit of one, bytes behind it, another version', () => {
  const token = writeMediaToken({ ...issued, channelSeconds: everything, signalling });
  const plain = Buffer.from(plainMediaToken(token), 'hex');
  expect(readMediaToken(packMediaToken(plain), issued.certificate).services).toHaveLength(2);
  for (let bit = 0; bit < plain.length * 8; bit += 1) {
    const bent = Uint8Array.from(plain);
    bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => readMediaToken(packMediaToken(bent), issued.certificate), `bit ${bit}`).toThrow();
  }
  for (const bent of [`${token}AAAA`, token.replace('007', '006'), packMediaToken(Buffer.concat([plain, plain]))]) {
    expect(() => readMediaToken(bent, issued.certificate)).toThrow();
  }
});

test('whatever is written is read back, over random contents', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = seededRandom(seed);
  const hex = (): string => Buffer.from(random.bytes(16)).toString('hex');
  const span = (): number => random.below(2 ** 32);
  for (let round = 0; round < 100; round += 1) {
    const content = {
      ...{ appId: hex(), certificate: hex(), channel: hex(), account: 'ä'.repeat(random.below(9)) },
      ...{ issuedAtSeconds: 1 + span(), salt: 1 + random.below(2 ** 32 - 1), lifeSeconds: span() },
      channelSeconds: { join: span(), publishVideo: span() },
      signalling: { userId: hex(), loginSeconds: span() },
    };
    content.issuedAtSeconds = Math.min(content.issuedAtSeconds, 2 ** 32 - 1);
    expect(readMediaToken(writeMediaToken(content), content.certificate), `seed ${seed}, round ${round}`).toEqual({
      ...{
        appId: content.appId,
        issuedAt: content.issuedAtSeconds,
        lifeSeconds: content.lifeSeconds,
        salt: content.salt,
      },
      services: [
        {
          ...{ kind: 'rtc', channel: content.channel, account: content.account },
          privileges: { 1: content.channelSeconds.join, 3: content.channelSeconds.publishVideo },
        },
        { kind: 'rtm', userId: content.signalling.userId, privileges: { 1: content.signalling.loginSeconds } },
      ],
    });
  }
});
