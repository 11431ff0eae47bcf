import type { JoinData, Stream } from '@halobuzz/core/api/streams';
import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { type LoadAccount, newAccount } from '../lib/account.ts';
import { api, glance, must } from '../lib/http.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';

/**
 * Finding, joining and starting broadcasts through the edge, among the broadcasts that `npm run loadtest` plants for it
 * (50,000 of them): the same first page again and again, lists that no cache holds, their further pages, search, joining,
 * going live. Rates, not users, and one kind of request after the other. Needs a start with `--load-profile`.
 */
const { target, profile, sizes, runId } = settings('lobby-browse');
/** Fifteen of them for each list that no cache holds. */
const cachedPerSecond = 15 * sizes.perSecond;
const uncachedPerSecond = sizes.perSecond;
const othersPerSecond = sizes.perSecond;
const goLivesPerSecond = 2;
const accountsCount = sizes.accounts;
const phaseSeconds = sizes.seconds;
const pauseSeconds = 2;
/** Both runtimes compile what they run often: what is measured comes after this. */
const warmUpSeconds = 5;
/** Its lists are none of those that are measured. */
const warmUpFrom = 2_000;

/** One in so many cached pages is read; the others are looked at from outside, as 300 a second would fill k6's own core. */
const readOneIn = 21;
/** A page of broadcasts is longer than this, an empty one shorter. */
const pageBytesMin = 1_000;

/** All of them. Written out, because the schemas that they stand with would be loaded once for each virtual user. */
const categories = Object.keys({
  ...{ music: 1, talk: 1, gaming: 1, dance: 1, food: 1, sports: 1, education: 1, other: 1 },
} satisfies Record<Stream['category'], 1>);

/** Around what a screen of the app asks for. */
const pageItemsMin = 15;
const pageSizes = 31;

/** Countries of planted broadcasts, and words of their titles. */
const countries = ['NP', 'IN', 'US', 'GB', 'DE', 'JP', 'BR', 'ID', 'PH', 'VN'];
const words = ['evening', 'son', 'cook', 'game', 'talk', 'dance', 'साँझ', 'live', 'morn', 'music'];

interface Prepared {
  readonly accounts: readonly LoadAccount[];
  readonly rooms: readonly string[];
}

const phase = (at: number, perSecond: number, run: string) => ({
  executor: 'constant-arrival-rate' as const,
  exec: run,
  startTime: `${warmUpSeconds + pauseSeconds + at * (phaseSeconds + pauseSeconds)}s`,
  rate: perSecond,
  timeUnit: '1s',
  duration: `${phaseSeconds}s`,
  preAllocatedVUs: Math.max(10, Math.ceil(perSecond / 4)),
  maxVUs: Math.max(20, perSecond),
});

export const options: Options = {
  setupTimeout: '300s',
  scenarios: {
    warmUp: { ...phase(0, uncachedPerSecond, 'warmUp'), startTime: '0s', duration: `${warmUpSeconds}s` },
    cached: phase(0, cachedPerSecond, 'cached'),
    uncached: phase(1, uncachedPerSecond, 'uncached'),
    search: phase(2, othersPerSecond, 'search'),
    join: phase(3, othersPerSecond, 'join'),
    // One of a host at a time: there are more hosts than go live at once.
    goLive: phase(4, goLivesPerSecond, 'goLive'),
  },
  thresholds: thresholdsOf('lobby-browse', profile),
};

export function setup(): Prepared {
  const accounts = Array.from({ length: accountsCount }, (_, index) => newAccount(target, `lt${runId}_${index}`));
  const { items } = must('lobby', api<Page>(target, { method: 'GET', path: '/streams?limit=100', name: 'prepare' }));
  return { accounts, rooms: items.map(({ id }) => id) };
}

interface Page {
  readonly items: readonly Stream[];
  readonly next?: string;
}

/** Everything that only reads, under a name that no threshold looks at. */
export function warmUp(): void {
  const at = exec.scenario.iterationInTest;
  const paths = [`/streams?${filterOf(at + warmUpFrom)}`, '/streams', `/search?q=${words[at % words.length]}`];
  for (const path of paths) glance(target, path, 'warm-up');
}

/** What everybody opens: the first page, of all and of each category. */
export function cached(): void {
  const at = exec.scenario.iterationInTest;
  const category = at % 2 === 0 ? undefined : categories[Math.floor(at / 2) % categories.length];
  const path = category === undefined ? '/streams' : `/streams?category=${category}`;
  const name = '/streams cached';
  if (at % readOneIn === 0) return expectPage(api<Page>(target, { method: 'GET', path, name }));
  check(glance(target, path, name), {
    'a page by its length': ({ status, bytes }) => status === 200 && bytes >= pageBytesMin,
  });
}

/** A list that was asked for seldom enough: category, country, order and page size together make 4,900 of them. */
function filterOf(at: number): string {
  return [
    `category=${categories[at % categories.length]}`,
    `country=${countries[Math.floor(at / categories.length) % countries.length]}`,
    `order=${at % 3 === 0 ? 'trending' : 'viewers'}`,
    `limit=${pageItemsMin + (at % pageSizes)}`,
  ].join('&');
}

export function uncached(): void {
  const at = exec.scenario.iterationInTest;
  const filter = filterOf(at);
  const first = api<Page>(target, { method: 'GET', path: `/streams?${filter}`, name: '/streams uncached' });
  expectPage(first);
  if (!first.ok || first.data.next === undefined) return;
  const path = `/streams?${filter}&cursor=${first.data.next}`;
  expectPage(api<Page>(target, { method: 'GET', path, name: '/streams next page' }));
}

export function search(): void {
  const at = exec.scenario.iterationInTest;
  const q = `${words[at % words.length]} ${words[Math.floor(at / words.length) % words.length]}`;
  const limit = pageItemsMin + (at % pageSizes);
  const path = `/search?q=${encodeURIComponent(q)}&limit=${limit}`;
  check(api(target, { method: 'GET', path, name: '/search' }), { 'search answered': ({ ok }) => ok });
}

export function join({ accounts, rooms }: Prepared): void {
  const room = pick(rooms);
  const answer = api<JoinData>(target, {
    ...{ method: 'POST', path: `/rooms/${room}/join`, name: '/rooms/:id/join', body: {} },
    accessToken: pick(accounts).accessToken,
  });
  check(answer, { 'a place in the room': (got) => got.ok && got.data.ticket !== '' });
}

export function goLive({ accounts }: Prepared): void {
  const { accessToken } = pick(accounts);
  const body = { title: 'Load test of going live', category: 'music' };
  const answer = api<{ stream: Stream }>(target, { method: 'POST', path: '/streams', body, accessToken });
  check(answer, { 'went live': ({ ok }) => ok });
  if (!answer.ok) return;
  const path = `/streams/${answer.data.stream.id}/end`;
  api(target, { method: 'POST', path, name: '/streams/:id/end', body: {}, accessToken });
}

function expectPage(answer: ReturnType<typeof api<Page>>): void {
  check(answer, { 'a page of the lobby': (got) => got.ok && got.data.items.length > 0 });
}

function pick<T>(all: readonly T[]): T {
  const one = all[exec.scenario.iterationInTest % all.length];
  if (one === undefined) throw new Error('setup prepared nothing');
  return one;
}
