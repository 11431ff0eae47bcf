import type { GiftEdge } from '@halobuzz/core/fraud/verdicts';
import { limits } from '@halobuzz/core/limits';
import { type ClientSession, type Db, type Document, Long } from 'mongodb';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import { amountOf, wholeOf } from '../mongo/numbers.ts';
import { fraudActivity, hourMs, hoursUntil, totalOf } from './fraud-collections.ts';

/** Whole hours: the last one, counted from 1970, and how many. */
export interface Window {
  readonly endHour: number;
  readonly hours: number;
}

/** What rules ask about the past. Every answer is bounded. */
export interface Facts {
  /** All that these wallets gave, by giver and receiver. */
  givenBy(wallets: readonly string[], window: Window): Promise<readonly GiftEdge[]>;
  /** What one wallet gave, the largest first. */
  edgesFrom(wallet: string, window: Window): Promise<readonly GiftEdge[]>;
  /** Coins that a host was given. */
  receivedBy(host: string, window: Window): Promise<bigint>;
  /** Those of the hosts to whom so many wallets, whose first entry is younger than `sinceMs`, gave so many coins. */
  hostsOfYoung(
    hosts: readonly string[],
    window: Window,
    sinceMs: number,
    least: { readonly senders: number; readonly coins: bigint },
  ): Promise<readonly string[]>;
  /** What wallets whose first entry is younger than `sinceMs` gave to a host, the largest first. */
  youngGivers(host: string, window: Window, sinceMs: number): Promise<readonly GiftEdge[]>;
  /** Coins that a wallet bought. */
  bought(wallet: string, window: Window): Promise<bigint>;
  /** Minor units of each purchase of a wallet, by currency. */
  paid(wallet: string, window: Window): Promise<ReadonlyMap<string, readonly bigint[]>>;
  /** Ids of transactions that show it: the newest of these givers, to these earners if there are any. */
  evidence(givers: readonly string[], earners: readonly string[], window: Window): Promise<readonly string[]>;
}

interface EdgeSum {
  readonly _id: { readonly from: string; readonly to: string };
  readonly gifts: number | bigint;
  readonly coins: number | bigint;
}

/** Facts out of `fraud_activity` and the ledger; within a transaction they show its own writes. */
export function mongoFacts(db: Db, session?: ClientSession): Facts {
  const activity = fraudActivity(db);
  const options = session === undefined ? {} : { session };
  const edges = async (match: object, limit: number, first: readonly Document[] = []): Promise<GiftEdge[]> => {
    const sums = activity.aggregate<EdgeSum>(
      [
        { $match: match },
        ...first,
        { $group: { _id: { from: '$from', to: '$to' }, gifts: { $sum: '$gifts' }, coins: { $sum: '$coins' } } },
        { $sort: { coins: -1, _id: 1 } },
        { $limit: limit },
      ],
      options,
    );
    return (await sums.toArray()).map(({ _id, gifts, coins }) => ({
      ...{ from: _id.from, to: _id.to, gifts: wholeOf(gifts), coins: amountOf(coins) },
    }));
  };
  const sum = async (match: object): Promise<bigint> =>
    (await edges(match, 1)).reduce((all, { coins }) => all + coins, 0n);
  return {
    givenBy: (wallets, { endHour, hours }) =>
      edges(
        { from: { $in: [...wallets] }, to: { $gt: '' }, hour: hoursUntil(endHour, hours) },
        limits.fraudEdgesReadMax * limits.fraudBatchEntriesMax,
      ),
    edgesFrom: (wallet, { endHour, hours }) =>
      edges({ from: wallet, to: { $gt: '' }, hour: hoursUntil(endHour, hours) }, limits.fraudEdgesReadMax),
    receivedBy: (host, { endHour, hours }) => sum({ from: totalOf(host), hour: hoursUntil(endHour, hours) }),
    async hostsOfYoung(hosts, { endHour, hours }, sinceMs, { senders, coins }) {
      if (hosts.length === 0) return [];
      const young = { to: { $in: [...hosts] }, fromSince: { $gte: new Date(sinceMs) } };
      const found = activity.aggregate<{ readonly _id: string }>(
        [
          { $match: { ...young, hour: hoursUntil(endHour, hours) } },
          { $limit: limits.fraudYoungEdgesReadMax * hosts.length },
          { $group: { _id: { from: '$from', to: '$to' }, coins: { $sum: '$coins' } } },
          { $match: { coins: { $gt: Long.ZERO } } },
          { $group: { _id: '$_id.to', senders: { $sum: 1 }, coins: { $sum: '$coins' } } },
          { $match: { senders: { $gte: senders }, coins: { $gte: Long.fromBigInt(coins) } } },
          { $project: { _id: 1 } },
        ],
        options,
      );
      return (await found.toArray()).map(({ _id }) => _id);
    },
    async youngGivers(host, { endHour, hours }, sinceMs) {
      const match = { to: host, fromSince: { $gte: new Date(sinceMs) }, hour: hoursUntil(endHour, hours) };
      const found = await edges(match, limits.fraudEdgesReadMax, [{ $limit: limits.fraudYoungEdgesReadMax }]);
      return found.filter(({ coins }) => coins > 0n);
    },
    bought: (wallet, { endHour, hours }) => sum({ from: wallet, to: '', hour: hoursUntil(endHour, hours) }),
    async paid(wallet, window) {
      const found = await transactions(db)
        .find({ userId: wallet, status: 'completed', createdAt: timesOf(window), type: 'purchase' }, options)
        .sort({ createdAt: -1 })
        .limit(limits.fraudPurchasesReadMax)
        .toArray();
      const byCurrency = new Map<string, bigint[]>();
      for (const { metadata } of found) {
        const { fiatCurrency = '', fiat = '0' } = metadata;
        byCurrency.set(fiatCurrency, [...(byCurrency.get(fiatCurrency) ?? []), BigInt(fiat)]);
      }
      return byCurrency;
    },
    async evidence(givers, earners, window) {
      const found = await transactions(db)
        .find(
          {
            ...{ userId: { $in: [...givers] }, status: 'completed', createdAt: timesOf(window) },
            ...(earners.length === 0 ? {} : { counterparty: { $in: [...earners] } }),
          },
          { ...options, projection: { _id: 1 } },
        )
        .sort({ createdAt: -1 })
        .limit(limits.fraudEvidenceMax)
        .toArray();
      return found.map(({ _id }) => _id);
    },
  };
}

/** The same hours as times of entries: hours are inclusive, so the last one runs to its end. */
function timesOf({ endHour, hours }: Window) {
  return { $gte: new Date((endHour - hours + 1) * hourMs), $lt: new Date((endHour + 1) * hourMs) };
}
