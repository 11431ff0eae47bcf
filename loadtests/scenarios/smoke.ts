import type { Summary } from '@halobuzz/core/api/streams';
import type { Wallet } from '@halobuzz/core/api/wallet';
import type { Reply } from '@halobuzz/core/protocol/down';
import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { grant } from '../lib/account.ts';
import { datedText } from '../lib/dated.ts';
import { api, must } from '../lib/http.ts';
import * as metrics from '../lib/metrics.ts';
import { tallied } from '../lib/moments.ts';
import { newClientId } from '../lib/random.ts';
import { castRoom, enterRoom, type Member, type RoomCast } from '../lib/room-cast.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';

/**
 * The whole path once per room: register, verify, sign in, go live, join, chat, like, gift, end, summary. Every viewer
 * must see every gift exactly once, and the money must come out to the coin.
 */
const { target, profile, sizes, runId } = settings('smoke');
const replyTimeoutMs = 10_000;
const arrivalTimeoutMs = 15_000;
const grantedCoins = 1_000n;
const roseCoins = 1n;

export const options: Options = {
  scenarios: {
    smoke: {
      executor: 'per-vu-iterations',
      vus: sizes.rooms,
      iterations: 1,
      maxDuration: `${sizes.durationMsMax}ms`,
    },
  },
  thresholds: thresholdsOf('smoke', profile),
};

export default function smoke(): Promise<void> {
  return tallied(oneRoom);
}

async function oneRoom(): Promise<void> {
  const members: Member[] = [];
  try {
    const cast = castRoom(target, `lt${runId}_${exec.vu.idInTest}`, sizes.viewersPerRoom);
    for (const viewer of cast.viewers) grant(target, viewer, grantedCoins);
    for (const account of [cast.host, ...cast.viewers]) {
      members.push(enterRoom(target, cast.stream.id, account, sizes.decodeOneIn));
    }
    await runRoom(cast, members);
    metrics.roomsFinished.add(true);
  } catch (error) {
    metrics.roomsFinished.add(false);
    console.error(`room ${exec.vu.idInTest}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    for (const member of members) member.socket.close();
  }
}

async function runRoom(cast: RoomCast, members: readonly Member[]): Promise<void> {
  const viewers = members.slice(1);
  await expectAll(members, 'welcomed', (member) => member.socket.welcome !== undefined);
  await expectAll(members, 'counts every socket', (member) => shownViewers(member) === members.length);

  const sent = await Promise.all(viewers.map(actAsViewer));
  const transactions = sent.flatMap((viewer) => viewer.transactions);
  const chats = sent.flatMap((viewer) => viewer.chats);
  const likes = viewers.length * sizes.likesPerViewer;
  await expectAll(members, 'every chat message seen', (member) => chats.every((mid) => member.seen.chats.has(mid)));
  await expectAll(members, 'likes add up', (member) => member.seen.likes === likes);
  await expectAll(members, 'every gift seen', (member) => transactions.every((tx) => member.seen.gifts.includes(tx)));
  check(members, {
    'no gift seen twice': () => members.every((member) => member.seen.gifts.length === transactions.length),
  });
  await expectAll(viewers, 'own gifts confirmed', (member) => member.seen.confirmed.size === sizes.giftsPerViewer);

  const spent = roseCoins * BigInt(sizes.giftsPerViewer);
  for (const viewer of viewers) {
    const wallet = must(
      'wallet',
      api<Wallet>(target, { method: 'GET', path: '/wallet', accessToken: viewer.account.accessToken }),
    );
    check(wallet, {
      'balance is what was granted less what was given': () => wallet.coins === `${grantedCoins - spent}`,
    });
  }
  await endRoom(cast, members, spent * BigInt(viewers.length), transactions.length);
}

/** Chats, likes and gifts of one viewer, one after the other; one gift is sent twice and charged once. */
async function actAsViewer(member: Member): Promise<{ chats: string[]; transactions: string[] }> {
  const { socket } = member;
  const chats: string[] = [];
  const transactions: string[] = [];
  for (let i = 0; i < sizes.chatsPerViewer; i += 1) {
    const reply = await socket.command(
      { t: 'chat', text: datedText(`hello ${i}`), clientId: newClientId() },
      replyTimeoutMs,
    );
    check(reply, { 'chat accepted': isOk });
    if (reply?.ok === true && reply.data.t === 'chat') chats.push(reply.data.mid);
  }
  for (let i = 0; i < sizes.likesPerViewer; i += 1) {
    check(await socket.command({ t: 'like', count: 1 }, replyTimeoutMs), { 'like accepted': isOk });
  }
  for (let i = 0; i < sizes.giftsPerViewer; i += 1) {
    const gift = { t: 'gift', clientId: newClientId(), gift: 'rose', quantity: 1 } as const;
    const sentAtMs = Date.now();
    metrics.giftsSent.add(1);
    const reply = await socket.command(gift, replyTimeoutMs);
    metrics.giftAckMs.add(Date.now() - sentAtMs);
    check(reply, { 'gift accepted': isOk });
    if (reply === undefined) metrics.giftsUnanswered.add(1);
    else if (!reply.ok) metrics.giftsRefused.add(1);
    if (reply?.ok !== true || reply.data.t !== 'gift') continue;
    metrics.giftsAccepted.add(1);
    transactions.push(reply.data.tx);
    if (i > 0) continue;
    const again = await socket.command(gift, replyTimeoutMs);
    check(again, {
      'a repeated gift exists already': () =>
        again?.ok === true && again.data.t === 'gift' && again.data.result === 'exists',
    });
  }
  return { chats, transactions };
}

async function endRoom(cast: RoomCast, members: readonly Member[], coins: bigint, gifts: number): Promise<void> {
  const path = `/streams/${cast.stream.id}/end`;
  const { summary } = must(
    'end',
    api<{ summary: Summary }>(target, {
      method: 'POST',
      path,
      name: '/streams/:id/end',
      body: {},
      accessToken: cast.host.accessToken,
    }),
  );
  await expectAll(members, 'the end arrives with its coins', (member) => member.seen.endedCoins === `${coins}`);
  check(summary, {
    'summary names every gift': () => summary.gifts === gifts,
    'summary names every coin': () => summary.coins === `${coins}`,
    'summary counts the viewers': () => summary.peakViewers >= members.length - 1,
  });
}

async function expectAll(members: readonly Member[], name: string, holds: (member: Member) => boolean): Promise<void> {
  const outcomes = await Promise.all(
    members.map((member) => member.socket.until(() => holds(member), arrivalTimeoutMs)),
  );
  check(outcomes, { [name]: () => outcomes.every((held) => held) });
}

/** The newest count event, or the welcome's figure before the first one. */
function shownViewers(member: Member): number {
  return member.seen.viewers === 0 ? (member.socket.welcome?.viewers ?? 0) : member.seen.viewers;
}

function isOk(reply: Reply | undefined): boolean {
  return reply?.ok === true;
}
