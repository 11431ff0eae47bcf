import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import { type ActDeps, actOn } from './act-on-findings.ts';
import { type FindingDoc, fraudFindings } from './fraud-collections.ts';

export interface DecideDeps extends ActDeps {
  readonly wallet: Pick<WalletPort, 'state'>;
  readonly clock: () => number;
}

export interface Decision {
  readonly outcome: 'confirmed' | 'dismissed';
  readonly reason: string;
  /** The account id of whoever decides. */
  readonly by: string;
  /** Their own subject in the ledger. */
  readonly subject: string;
}

export interface Decided {
  readonly result: 'decided' | 'awaiting_second';
  readonly finding: FindingDoc;
}

/**
 * Confirms a finding, or dismisses it, which lifts what it stopped. Dismissing a freeze of wallets that hold
 * `limits.fraudSecondPersonCoinsMin` coins or more takes two people: the first one's decision waits for another's. A
 * dismissed finding stays so; the same decision again answers as it did.
 * @throws AppError `not_found`; `approval_own` when it names whoever decides; `conflict`: it is dismissed already, or somebody decided at the same moment; `unavailable`
 * while wallets that have to be asked cannot be
 */
export async function decideFinding(deps: DecideDeps, id: string, decision: Decision): Promise<Decided> {
  const { db, clock } = deps;
  const collection = fraudFindings(db);
  const found = await collection.findOne({ _id: id }, { readConcern: { level: 'majority' } });
  if (found === null) throw new AppError('not_found');
  const { outcome, reason, by, subject } = decision;
  if (found.givers.includes(subject) || found.earners.includes(subject)) throw new AppError('approval_own');
  if (found.status === outcome) return { result: 'decided', finding: found };
  if (found.status === 'dismissed') throw new AppError('conflict');
  const mine = { by, reason, at: new Date(clock()) };
  const isLifting = outcome === 'dismissed' && found.action === 'freeze';
  const { revision, asked } = found;
  const needsSecond = isLifting && (asked === null || asked.by === by) && (await holdsMuch(deps, found));
  const change = needsSecond
    ? { asked: asked ?? mine }
    : { status: outcome, decision: mine, acted: false, revision: revision + 1, asked: isLifting ? asked : null };
  const finding = await collection.findOneAndUpdate(
    { _id: id, revision, status: found.status },
    { $set: change },
    { returnDocument: 'after' },
  );
  if (finding === null) throw new AppError('conflict');
  if (needsSecond) return { result: 'awaiting_second', finding };
  // Whatever fails now is carried out by the pass over findings that are to be acted on.
  await actOn(deps, finding).catch(() => undefined);
  return { result: 'decided', finding };
}

/** Whether any wallet that would be freed holds so much that one person's word does not do. */
async function holdsMuch({ wallet }: DecideDeps, { givers }: FindingDoc): Promise<boolean> {
  for (const subject of givers) {
    const state = await wallet.state(subject);
    if (state === undefined) throw new AppError('unavailable', { retryAfterMs: 1_000 });
    if (state.coins >= limits.fraudSecondPersonCoinsMin) return true;
  }
  return false;
}
