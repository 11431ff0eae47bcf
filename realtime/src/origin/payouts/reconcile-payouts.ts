import { transactionId } from '@halobuzz/core/ids';
import { accounts } from '@halobuzz/core/ledger/postings';
import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import { accountBalances, type TransactionDoc, transactions } from '../../adapters/mongo/ledger-collections.ts';
import type { Promotion, PromotionGrant } from '../finance/promotion-store.ts';
import { amountOf, bigintOptions } from '../mongo/numbers.ts';
import type { Payout } from './payout.ts';
import type { PayoutProvider } from './provider-port.ts';

/** Something that does not fit. `about`: a payout, a promotion, or an account. */
export interface PayoutFinding {
  readonly about: string;
  readonly problem: string;
}

export interface ReconcilePayoutsOptions {
  /** Asked about payouts that were sent; undefined: books against documents alone. */
  readonly provider?: PayoutProvider | undefined;
  /** Only payouts that moved since then are compared with the provider; Unix ms. */
  readonly providerSinceMs?: number;
  readonly onProgress?: (payouts: number) => void;
}

/**
 * Compares payouts with the ledger and with their provider, and promotions with what was credited. MongoDB is read at one
 * moment, in which documents and ledger agree if nothing is wrong, so it works beside running traffic.
 */
export async function reconcilePayouts(
  client: MongoClient,
  db: Db,
  options: ReconcilePayoutsOptions = {},
): Promise<readonly PayoutFinding[]> {
  const findings: PayoutFinding[] = [];
  const session = client.startSession({ snapshot: true });
  const sent: Payout[] = [];
  try {
    const held = new Map<string, bigint>();
    let count = 0;
    const all = db
      .collection<Payout>('payouts', bigintOptions)
      .find({}, { session, batchSize: chunk })
      .sort({ _id: 1 });
    for (let page = await nextOf(all); page.length > 0; page = await nextOf(all)) {
      findings.push(...(await comparePage(db, session, page)));
      for (const payout of page) {
        const { userId, ledger, amount, status, updatedAt, sentAt, closingTransactionId } = payout;
        const isStuck = ledger === 'stuck';
        // What was posted holds nothing any more, also when it cannot be returned.
        const isHeld = ledger === 'held' || (isStuck && closingTransactionId === undefined);
        if (isHeld) held.set(userId, (held.get(userId) ?? 0n) + amount);
        if (isStuck) findings.push({ about: payout._id, problem: 'the ledger refused to post, void or return it' });
        const recent = updatedAt.getTime() >= (options.providerSinceMs ?? 0);
        if (sentAt !== undefined && recent && status !== 'sending') sent.push(payout);
      }
      count += page.length;
      options.onProgress?.(count);
    }
    findings.push(...(await compareHeld(db, session, held)), ...(await comparePromotions(db, session)));
  } finally {
    await session.endSession();
  }
  const { provider } = options;
  if (provider !== undefined) {
    for (const payout of sent) findings.push(...(await compareTransfer(provider, payout)));
  }
  return findings;
}

const chunk = limits.payoutJobBatchMax;

async function nextOf(cursor: { next(): Promise<Payout | null> }): Promise<Payout[]> {
  const page: Payout[] = [];
  while (page.length < chunk) {
    const payout = await cursor.next();
    if (payout === null) break;
    page.push(payout);
  }
  return page;
}

async function comparePage(db: Db, session: ClientSession, page: readonly Payout[]): Promise<readonly PayoutFinding[]> {
  const ids = page.flatMap(({ _id, userId }) =>
    ['', ':post', ':void', ':return'].map((act) => `${_id}${act}`).map((orderId) => transactionId(userId, orderId)),
  );
  const found = await transactions(db)
    .find({ _id: { $in: ids } }, { session })
    .toArray();
  const byId = new Map(found.map((entry) => [entry._id, entry]));
  return page.flatMap((payout) => {
    const entry = (act: string) => posted(byId.get(transactionId(payout.userId, `${payout._id}${act}`)), payout.amount);
    return comparePayout(payout, entry(''), entry(':post'), entry(':void'), entry(':return'));
  });
}

/** Whether an entry was carried out; `other` for another amount than the payout's. */
function posted(entry: TransactionDoc | undefined, amount: bigint): boolean | 'other' {
  if (entry?.outcome !== 'posted') return false;
  return entry.amount === amount ? true : 'other';
}

function comparePayout(
  { _id: about, ledger, status }: Payout,
  hold: boolean | 'other',
  post: boolean | 'other',
  back: boolean | 'other',
  returned: boolean | 'other',
): readonly PayoutFinding[] {
  const problems: string[] = [];
  if ([hold, post, back, returned].includes('other')) problems.push('an entry of it has another amount');
  const isHeld = ledger !== 'none' && ledger !== 'refused';
  if (isHeld !== (hold !== false))
    problems.push(`it is ${ledger}, and its hold is ${hold === false ? 'not ' : ''}posted`);
  // A return that the ledger refused stands after the post.
  if (ledger !== 'stuck' && (ledger === 'posted' || ledger === 'returned') !== (post !== false))
    problems.push(`it is ${ledger}, and its end in the ledger is another`);
  if ((ledger === 'returned') !== (returned !== false))
    problems.push(`it is ${ledger}, and the ledger ${returned === false ? 'did not give it back' : 'gave it back'}`);
  if ((ledger === 'voided') !== (back !== false))
    problems.push(`it is ${ledger}, and its return in the ledger is another`);
  if (post !== false && back !== false) problems.push('it was both paid and returned');
  if (post !== false && status !== 'paid' && status !== 'returned')
    problems.push(`the ledger paid it, and it is ${status}`);
  return problems.map((problem) => ({ about, problem }));
}

async function compareHeld(
  db: Db,
  session: ClientSession,
  expected: ReadonlyMap<string, bigint>,
): Promise<readonly PayoutFinding[]> {
  const prefix = accounts.held('');
  const left = new Map(expected);
  const findings: PayoutFinding[] = [];
  const compare = (subject: string, balance: bigint, sum: bigint): void => {
    if (balance !== sum) {
      findings.push({ about: accounts.held(subject), problem: `holds ${balance} diamonds, its open payouts ${sum}` });
    }
  };
  const sums = accountBalances(db).aggregate<{ _id: string; total: number | bigint }>(
    [
      { $match: { account: { $gte: prefix, $lt: `${prefix}~` }, currency: 'DIAMOND' } },
      { $group: { _id: '$userId', total: { $sum: '$balance' } } },
    ],
    { session },
  );
  for await (const { _id, total } of sums) {
    compare(_id, amountOf(total), left.get(_id) ?? 0n);
    left.delete(_id);
  }
  for (const [subject, sum] of left) compare(subject, 0n, sum);
  return findings;
}

async function comparePromotions(db: Db, session: ClientSession): Promise<readonly PayoutFinding[]> {
  const findings: PayoutFinding[] = [];
  const grants = db.collection<PromotionGrant>('promotion_grants', bigintOptions);
  for await (const campaign of db.collection<Promotion>('promotion_campaigns', bigintOptions).find({}, { session })) {
    const { _id: about, reserved, budget } = campaign;
    const [sum] = await grants
      .aggregate<{ total: number | bigint }>(
        [
          { $match: { campaignId: about, status: { $in: ['pending', 'credited'] } } },
          { $group: { _id: null, total: { $sum: '$coins' } } },
        ],
        { session },
      )
      .toArray();
    const granted = amountOf(sum?.total ?? 0);
    if (granted !== reserved) findings.push({ about, problem: `${granted} coins are granted, ${reserved} reserved` });
    if (reserved > budget) findings.push({ about, problem: `${reserved} coins of a budget of ${budget} are reserved` });
    for await (const grant of grants.find({ campaignId: about }, { session })) {
      const tx = transactionId(grant.userId, grant._id);
      const entry = await transactions(db).findOne({ _id: tx }, { session, projection: { amount: 1 } });
      const fits = grant.status === 'credited' ? entry?.amount === grant.coins : entry === null;
      if (!fits) findings.push({ about, problem: `a grant is ${grant.status}, and the ledger says otherwise` });
    }
  }
  return findings;
}

async function compareTransfer(provider: PayoutProvider, payout: Payout): Promise<readonly PayoutFinding[]> {
  if (payout.provider !== provider.name) return [];
  const found = await provider.find(payout._id);
  const paid = found.kind === 'paid' || found.kind === 'pending';
  const { _id: about, status, fiat, fiatCurrency } = payout;
  if (found.kind === 'unknown') return [{ about, problem: 'the provider could not be asked' }];
  if (paid !== (status === 'paid')) return [{ about, problem: `it is ${status}, and ${found.kind} at the provider` }];
  if (!paid || (found.amount === fiat && found.currency === fiatCurrency)) return [];
  return [{ about, problem: `${fiat} ${fiatCurrency} were to be paid, ${found.amount} ${found.currency} were` }];
}
