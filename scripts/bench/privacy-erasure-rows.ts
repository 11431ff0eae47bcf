import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Certificate, certificateSchema, erasureBegunSchema } from '@halobuzz/core/api/erasure';
import { accounts } from '@halobuzz/core/ledger/postings';
import { erasureSteps } from '@halobuzz/core/privacy/erasure-steps';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import { type Db, Long } from 'mongodb';
import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { ApiError, apiRequest } from '../demo/api-request.ts';
import { mailsTo } from '../demo/dev-mailbox.ts';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { type BenchContext, scaled } from './bench-context.ts';
import { hostId } from './discovery-world.ts';
import { inChunks } from './in-chunks.ts';
import { openRichAccount, type RichAccount } from './rich-account.ts';
import { type WholeStart, withWholeStart } from './whole-start.ts';

const legs = 1_000_000;
/** Broadcasts of others with who gave most, and sums of gifts; the person stands in one of so many of the first, and gave to so many hosts. */
const othersBroadcasts = 100_000;
const personIsInOneOf = 100;
const othersSums = 100_000;
const hostsGivenTo = 2_000;
/** From the end of the window to the certificate. */
const secondsMax = 60;
const windowMs = 20_000;
const lookMs = 100;
const patienceMs = 10 * 60_000;

/**
 * The erasure of an account with a million legs through a whole start, from the end of its window, which is short here, to the
 * certificate as everybody can fetch it: every step with its receipt, the wallet at zero, every leg where it was.
 */
export async function privacyErasure(context: BenchContext): Promise<ResultRow[]> {
  return withWholeStart(context, 'erasure', { erasureWindowMs: windowMs }, async (start) => [
    await measure(context, start),
  ]);
}

async function measure(context: BenchContext, { url, db }: WholeStart): Promise<ResultRow> {
  const api = halobuzzApi(url);
  const count = scaled(legs, context.settings);
  const person = await openRichAccount(api, db, count);
  const { accountId: id } = await api.me(await person.signIn());
  await plantOthers(context, db, id, person);
  context.say(`  privacy-erasure: ${count} legs are planted`);
  const before = await legsOf(db, person);
  // A new proof: planting took longer than one is good for.
  const fresh = await person.signIn();
  const body = { handle: person.username, forfeit: { coins: '1', diamonds: '0' } };
  const begun = await apiRequest(url, {
    ...{ method: 'POST', path: '/api/v1/privacy/erasure', data: erasureBegunSchema, accessToken: fresh, body },
  });
  const endsMs = Date.parse(begun.cancelUntil);
  const certificate = await certified(url, person);
  const seconds = (Date.now() - endsMs) / 1_000;
  await check(db, person, id, certificate, before);
  context.say(`  privacy-erasure: ${seconds.toFixed(1)} s`);
  const took = stepSeconds(certificate, endsMs);
  for (const [step, own] of took) context.say(`    ${step}: ${own.toFixed(2)} s`);
  return judgeRow({
    ...{ id: 'privacy-erasure', unit: 's', ours: seconds, peers: {}, driverShare: 0 },
    bar: { kind: 'max', value: secondsMax },
    beside: { legs: count, ...Object.fromEntries(took.map(([step, own]) => [`s ${step}`, own])) },
  });
}

const get = (path: string) => ({ method: 'GET', path: `/api/v1${path}` }) as const;

/** What others' records say of the person, among many that do not. */
async function plantOthers({ settings }: BenchContext, db: Db, id: string, person: RichAccount): Promise<void> {
  const at = new Date(Date.now() - 30 * 86_400_000);
  const long = (value: number): Long => Long.fromNumber(value);
  const broadcast = (n: number) => {
    const handle = n % personIsInOneOf === 0 ? person.username : `giver_${n}`;
    const gifts = { likes: 0, gifts: 1, coins: long(5), diamonds: long(2), final: true };
    return {
      ...{ _id: `${n.toString(16).padStart(8, '0')}-${randomBytes(8).toString('hex')}`, hostId: hostId(n) },
      ...{ hostHandle: `host_${n}`, title: `Show ${n}`, category: 'music', tags: [], listed: false, counted: true },
      ...{ status: 'ended', startedAt: at, endedAt: at, createdAt: at, country: 'NP', region: 'ap' },
      ...{ currentViewers: 0, privacy: { ...publicPrivacy, countryBlocks: [] } },
      summary: { ...gifts, topGifters: [{ handle, coins: long(5) }] },
    };
  };
  await inChunks(scaled(othersBroadcasts, settings), broadcast, (made) => planted(db, 'livestreams', made));
  const span = { start: 0, coins: long(5) };
  const others = scaled(othersSums, settings);
  const given = scaled(hostsGivenTo, settings);
  const sum = (n: number) => {
    const [host, account] = [hostId(n), n < given ? id : hostId(n + 1)];
    return {
      ...{ _id: `gifter|${host}|${account}`, kind: 'gifter', hostId: host, account, shard: 99, sequence: long(n + 1) },
      ...{ all: long(5), day: span, week: span, room: { id: 'room', coins: long(5) }, updatedAt: at },
    };
  };
  await inChunks(others + given, sum, (made) => planted(db, 'rollups_gifts', made));
}

async function planted(db: Db, name: string, documents: { readonly _id: string }[]): Promise<void> {
  await db.collection<{ _id: string }>(name).insertMany(documents, { ordered: false });
}

/** Its id comes with the last mail; it can be fetched when everything is done. */
async function certified(url: string, { email }: RichAccount): Promise<Certificate> {
  for (const beganMs = performance.now(); performance.now() - beganMs < patienceMs; await sleep(lookMs)) {
    const mails = (await mailsTo(url, email)).map(({ text }) => text).join('\n');
    const id = /certificates\/(ct_[a-z2-7]{26})/.exec(mails)?.[1];
    if (id === undefined) continue;
    try {
      return await apiRequest(url, { ...get(`/privacy/certificates/${id}`), data: certificateSchema });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
    }
  }
  throw new Error('the erasure never ended');
}

const legsOf = (db: Db, { subject }: RichAccount): Promise<number> =>
  db.collection('transaction_ledger').countDocuments({ userId: subject });

/** A row that was quick by doing nothing is none. */
async function check(
  db: Db,
  person: RichAccount,
  id: string,
  certificate: Certificate,
  legsBefore: number,
): Promise<void> {
  const steps = certificate.receipts.map(({ step }) => step);
  if (steps.join() !== erasureSteps.join()) throw new Error(`the certificate has the steps ${steps.join()}`);
  const left = {
    'broadcasts with the name': { name: 'livestreams', filter: { 'summary.topGifters.handle': person.username } },
    'sums of gifts': { name: 'rollups_gifts', filter: { account: id } },
    people: { name: 'users', filter: { username: person.username } },
    'wallets that are not empty': {
      ...{ name: 'accounts', filter: { account: accounts.wallet(person.subject), balance: { $ne: Long.ZERO } } },
    },
  };
  for (const [what, { name, filter }] of Object.entries(left)) {
    const found = await db.collection(name).countDocuments(filter);
    if (found > 0) throw new Error(`${found} ${what} are left`);
  }
  // What settles the coin is new.
  const after = await legsOf(db, person);
  if (after <= legsBefore) throw new Error(`the ledger has ${after} legs of the subject, and had ${legsBefore}`);
}

/** From one receipt to the next; the first from the window's end. */
function stepSeconds({ receipts }: Certificate, endsMs: number): (readonly [string, number])[] {
  return receipts.map(({ step, at }, place) => {
    const beganMs = place === 0 ? endsMs : Date.parse(receipts[place - 1]?.at ?? at);
    return [step, (Date.parse(at) - beganMs) / 1_000] as const;
  });
}
