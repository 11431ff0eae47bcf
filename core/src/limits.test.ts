import { describe, expect, it } from 'vitest';
import { limits, WALLET_SHARDS } from './limits.ts';
import { tokenTypes } from './tokens.ts';

describe('limits', () => {
  it.each(Object.entries(limits))('%s is a positive whole number', (_, value) => {
    expect(typeof value === 'bigint' ? value > 0n : Number.isSafeInteger(value) && value > 0).toBe(true);
  });

  it.each(Object.keys(limits))('%s names its kind of bound or its unit at the end', (name) => {
    expect(name).toMatch(/(Min|Max|Ms|Bytes|Default|Warn|Slow|Refuse|Seconds|Rounds|Bits|Ratio|Viewers|Entries)$/);
  });

  const pairs: [string, number | bigint, number | bigint][] = [
    ['username', limits.usernameCharsMin, limits.usernameCharsMax],
    ['password', limits.passwordCharsMin, limits.passwordCharsMax],
    ['default page, largest page', limits.pageItemsDefault, limits.pageItemsMax],
    ['idle session, session', limits.sessionIdleMs, limits.sessionAbsoluteMs],
    ['access token, idle session', limits.accessTokenLifeMs, limits.sessionIdleMs],
    ['refresh grace, access token', limits.refreshGraceMs, limits.accessTokenLifeMs],
    ['drop lossy events, close the slow reader', limits.socketLossyDropBytes, limits.socketSlowReaderBytes],
    ['slow reader, the transport’s own limit', limits.socketSlowReaderBytes, limits.socketBackpressureBytesMax],
    ['one tick of a room, lossy drop', limits.roomTickMs, limits.nodeHeartbeatMs],
    ['client frame, queue of a slow reader', limits.upFrameBytesMax, limits.socketLossyDropBytes],
    ['sockets before hello, sockets', limits.socketsBeforeHelloMax, limits.socketsPerNodeMax],
    ['eviction age, hello deadline', limits.helloEvictionAgeMs, limits.helloDeadlineMs],
    ['commands a second, burst', limits.commandsPerSecondMax, limits.commandsBurstMax],
    ['a sync, burst of commands', limits.syncCommandsRatio, limits.commandsBurstMax],
    ['chat a second, burst', limits.chatPerSecondMax, limits.chatBurstMax],
    ['chat rate, command rate', limits.chatPerSecondMax, limits.commandsPerSecondMax],
    ['hello deadline, ticket life', limits.helloDeadlineMs, limits.ticketLifeMs],
    ['ticket life, resume token life', limits.ticketLifeMs, limits.resumeTokenLifeMs],
    ['heartbeat, life of a node', 2 * limits.nodeHeartbeatMs, limits.nodeLifeMs],
    ['two heartbeats, silence', 2 * limits.nodeHeartbeatMs, limits.nodeSilentMs],
    ['silence of a node, its life', limits.nodeSilentMs, limits.nodeLifeMs],
    ['picture of the nodes, heartbeat', limits.nodePictureLifeMs, limits.nodeHeartbeatMs],
    ['new room, large room', limits.nodeNewRoomPercentMax, limits.nodeLoadPercentMax],
    ['picture of the regions, without the origin', limits.regionPictureLifeMs, limits.regionPictureLostMs],
    ['severe, bad', limits.qualitySevereMs, limits.qualityBadMs],
    ['bad, good', limits.qualityBadMs, limits.qualityGoodMs],
    ['good, good after failures', limits.qualityGoodMs, limits.qualityGoodMsMax],
    ['report, repeated report', limits.qualityReportPeriodMs, limits.qualityReportRepeatMs],
    ['life of a node, lost feed', limits.nodeLifeMs, limits.revocationFeedLostMs],
    ['drain spread, drain deadline', limits.drainSpreadMs, limits.drainDeadlineMs],
    ['host’s grace, first join', limits.hostGraceMs, limits.hostFirstJoinMs],
    ['backlog: warn, slow', limits.walletBacklogWarn, limits.walletBacklogSlow],
    ['backlog: slow, refuse', limits.walletBacklogSlow, limits.walletBacklogRefuse],
    ['gift id ahead, gift id window', limits.giftIdFutureMs, limits.giftIdWindowMs],
    ['idempotency lease, its answer', limits.idempotencyLeaseMs, limits.idempotencyLifeMs],
    ['development grant, wallet', limits.devGrantCoinsMax, limits.walletBalanceMax],
    ['a development grant, a 64-bit integer', limits.walletBalanceMax, 2n ** 63n],
  ];

  it.each(pairs)('keep their order: %s', (_, smaller, larger) => {
    expect(BigInt(smaller)).toBeLessThan(BigInt(larger));
  });

  it('a socket that stops reading is closed before a tick can overflow the transport', () => {
    expect(limits.socketSlowReaderBytes + limits.roomTickBytesMax).toBeLessThan(limits.socketBackpressureBytesMax);
  });

  it('a gift may be repeated for as long as a resume token brings its sender back', () => {
    expect(limits.giftIdWindowMs).toBeGreaterThanOrEqual(limits.resumeTokenLifeMs);
  });

  it('hot balances are exact as doubles', () => {
    expect(limits.walletBalanceMax).toBe(BigInt(Number.MAX_SAFE_INTEGER));
  });

  it('a chat message of the longest characters fits a frame', () => {
    expect(limits.chatCharsMax * 4).toBeLessThan(limits.upFrameBytesMax);
  });

  it('idle sockets are cut within what uWebSockets.js accepts', () => {
    expect(limits.socketIdleSecondsMax).toBeGreaterThanOrEqual(8);
    expect(limits.socketIdleSecondsMax).toBeLessThanOrEqual(960);
  });

  it('shards are a power of two, so that the first bits of a hash choose one', () => {
    expect(WALLET_SHARDS).toBe(64);
    expect(Number.isInteger(Math.log2(WALLET_SHARDS))).toBe(true);
  });
});

describe('token types', () => {
  it('differ, so that no token is taken for one of another kind', () => {
    expect(new Set(Object.values(tokenTypes)).size).toBe(Object.keys(tokenTypes).length);
  });
});
