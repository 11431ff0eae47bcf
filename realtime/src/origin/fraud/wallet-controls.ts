import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import {
  type CoinHold,
  type ControlsRecord,
  effectiveControls,
  nextChangeMs,
  type Stop,
  settledControls,
  withDailyCap,
  withHold,
  withoutHold,
  withoutStop,
  withStop,
} from '@halobuzz/core/fraud/wallet-controls';
import { limits } from '@halobuzz/core/limits';
import type { WalletPort } from '../../ledger/wallet-port.ts';

/** Where controls are kept for good. */
export interface ControlsStore {
  /** By a majority; what was never written bounds nothing. */
  read(subject: string): Promise<ControlsRecord>;
  /**
   * Writes a change, by a majority, if nobody changed anything since `record.version − 1`; `pending` until {@link copied}
   * says otherwise. False: somebody did.
   */
  write(subject: string, record: ControlsRecord, nowMs: number): Promise<boolean>;
  /** The hot wallet has this version; `nextMs`: when it has to be looked at again. Does nothing for an older version. */
  copied(subject: string, version: number, nextMs: number | undefined): Promise<void>;
  /** The copy could not be made: `atMs` is when to try again. */
  postponed(subject: string, version: number, atMs: number): Promise<void>;
  /** Subjects whose controls have to be copied or looked at by now, the longest due first. */
  due(nowMs: number, limit: number): Promise<readonly string[]>;
}

export interface WalletControlsDeps {
  readonly controls: ControlsStore;
  readonly wallet: Pick<WalletPort, 'setControls'>;
  readonly clock: Clock;
}

/** What an act on controls came to. `applied`: the hot wallet knows; otherwise the repair job tells it as soon as it can. */
export interface ControlsChange {
  readonly record: ControlsRecord;
  readonly applied: boolean;
}

/**
 * What bounds a wallet: freezes, holds of payouts and of bought coins, and the owner's own cap. MongoDB first, by a
 * majority, then the hot wallet. Every act can be repeated: stops and holds count once by their `source`. All of them
 * throw AppError `unavailable` when too many change one wallet at once, and what the store throws.
 */
export interface WalletControlsService {
  read(subject: string): Promise<ControlsRecord>;
  /** Nothing can be spent any more; credits still come in, and refunds are still taken. */
  freeze(subject: string, stop: Omit<Stop, 'atMs'>): Promise<ControlsChange>;
  /** Lifts the freeze of this source alone, if it stood by `untilMs`. */
  unfreeze(subject: string, source: string, untilMs?: number): Promise<ControlsChange>;
  /** No payout of this subject may be approved or sent: `payoutHolds` of {@link read} is then not empty. */
  holdPayouts(subject: string, stop: Omit<Stop, 'atMs'>): Promise<ControlsChange>;
  releasePayouts(subject: string, source: string, untilMs?: number): Promise<ControlsChange>;
  /** Holds bought coins. Do it before they are credited: then there is no moment in which they could be spent. */
  holdCoins(subject: string, hold: CoinHold): Promise<ControlsChange>;
  releaseCoins(subject: string, source: string): Promise<ControlsChange>;
  /** The owner's own cap; undefined takes it away. Raising waits for `limits.spendCapCoolingMs`. */
  setDailyCap(subject: string, cap: bigint | undefined): Promise<ControlsChange>;
  /** Copies what hot wallets lack, and what ran out or came into effect. Answers how many it looked at. */
  repair(): Promise<number>;
}

export function walletControlsService({ controls, wallet, clock }: WalletControlsDeps): WalletControlsService {
  const copy = async (subject: string, record: ControlsRecord): Promise<boolean> => {
    const { version } = record;
    const nowMs = clock();
    if (await wallet.setControls(subject, { ...effectiveControls(record, nowMs), version })) {
      await controls.copied(subject, version, nextChangeMs(record, nowMs));
      return true;
    }
    await controls.postponed(subject, version, nowMs + limits.walletControlsRetryMs);
    return false;
  };

  const change = async (
    subject: string,
    step: (record: ControlsRecord, nowMs: number) => ControlsRecord,
  ): Promise<ControlsChange> => {
    for (let tries = 0; tries < limits.walletControlsTriesMax; tries += 1) {
      const before = await controls.read(subject);
      const nowMs = clock();
      const after = step(before, nowMs);
      // Nothing to change; whether the hot wallet knows is the repair job's to see to, but asking again may find it able.
      if (after === before) return { record: before, applied: before.version === 0 || (await copy(subject, before)) };
      const record = { ...after, version: before.version + 1 };
      if (await controls.write(subject, record, nowMs)) return { record, applied: await copy(subject, record) };
    }
    throw new AppError('unavailable', { retryAfterMs: limits.walletControlsRetryMs });
  };

  return {
    read: (subject) => controls.read(subject),
    freeze: (subject, stop) => change(subject, (record, atMs) => withStop(record, 'freezes', { ...stop, atMs })),
    unfreeze: (subject, source, untilMs) =>
      change(subject, (record) => withoutStop(record, 'freezes', source, untilMs)),
    holdPayouts: (subject, stop) =>
      change(subject, (record, atMs) => withStop(record, 'payoutHolds', { ...stop, atMs })),
    releasePayouts: (subject, source, untilMs) =>
      change(subject, (record) => withoutStop(record, 'payoutHolds', source, untilMs)),
    holdCoins: (subject, hold) => change(subject, (record, nowMs) => withHold(record, hold, nowMs)),
    releaseCoins: (subject, source) => change(subject, (record) => withoutHold(record, source)),
    setDailyCap: (subject, cap) => change(subject, (record, nowMs) => withDailyCap(record, cap, nowMs)),
    async repair() {
      const due = await controls.due(clock(), limits.walletControlsBatchMax);
      for (const subject of due) {
        const record = await controls.read(subject);
        const ran = settledControls(record, clock());
        const changes = ran.holds.length !== record.holds.length || ran.nextCap !== record.nextCap;
        await (changes ? change(subject, settledControls) : copy(subject, record));
      }
      return due.length;
    },
  };
}
