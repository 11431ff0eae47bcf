import type { RuleOf, WatchedRule } from '@halobuzz/core/fraud/fraud-rule';
import { findGiftRing } from '@halobuzz/core/fraud/gift-ring';
import {
  type GiftEdge,
  judgeConcentration,
  judgeGiftLoop,
  judgeNewAccountBurst,
  judgeSpendVelocity,
  judgeStructuring,
  type Verdict,
} from '@halobuzz/core/fraud/verdicts';
import { hourMs } from './fraud-collections.ts';
import type { Facts, Window } from './mongo-facts.ts';

/** What moved in one hour: a gift between two subjects, or a purchase (`to` is ''). */
export interface Touch {
  readonly from: string;
  readonly to: string;
  /** When the giver's wallet had its first entry, ms; undefined where nobody looked. */
  readonly fromSinceMs?: number | undefined;
}

/** Which of these keys a rule has found on that day already: nothing is judged for them again. */
export type KnownKeys = (rule: WatchedRule, day: number, keys: readonly string[]) => Promise<ReadonlySet<string>>;

const nothingKnown: KnownKeys = async () => new Set();

export interface Judged {
  readonly rule: WatchedRule;
  readonly verdict: Verdict;
  readonly window: Window;
}

/**
 * What the rules say about everything that moved in one hour, with that hour as the end of their windows: the same entries
 * give the same verdicts, whenever they are looked at. Touches are distinct.
 */
export async function judgeTouched(
  facts: Facts,
  rules: readonly WatchedRule[],
  touches: readonly Touch[],
  endHour: number,
  known: KnownKeys = nothingKnown,
): Promise<readonly Judged[]> {
  const shared = sharedFacts(facts);
  const gifts = touches.filter(({ to }) => to !== '');
  const buyers = [...new Set(touches.filter(({ to }) => to === '').map(({ from }) => from))];
  const judged: Judged[] = [];
  for (const rule of rules) {
    const window = { endHour, hours: rule.body.parameters.windowHours };
    const verdicts = await judgeAll(shared, rule, gifts, buyers, window, known);
    const found = await known(rule, dayOf(window), verdictKeys(verdicts));
    const fresh = verdicts.filter(({ key }) => !found.has(key));
    judged.push(...fresh.map((verdict) => ({ rule, verdict, window })));
  }
  return judged;
}

function verdictKeys(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.map(({ key }) => key);
}

/** The UTC day, counted from 1970, that a window ends in: one finding a day. */
export function dayOf({ endHour }: Window): number {
  return Math.floor(endHour / 24);
}

/** Rules of the same window ask the same. */
function sharedFacts(facts: Facts): Facts {
  const given = new Map<string, ReturnType<Facts['givenBy']>>();
  return {
    ...facts,
    givenBy(wallets, window) {
      const key = `${window.endHour}|${window.hours}|${wallets.join()}`;
      const answer = given.get(key) ?? facts.givenBy(wallets, window);
      given.set(key, answer);
      return answer;
    },
  };
}

async function judgeAll(
  facts: Facts,
  rule: WatchedRule,
  gifts: readonly Touch[],
  buyers: readonly string[],
  window: Window,
  known: KnownKeys,
): Promise<readonly Verdict[]> {
  const { body } = rule;
  switch (body.kind) {
    case 'spend_velocity': {
      const given = new Map<string, { gifts: number; coins: bigint }>();
      for (const edge of await edgesOf(facts, gifts, window)) {
        const sum = given.get(edge.from) ?? { gifts: 0, coins: 0n };
        given.set(edge.from, { gifts: sum.gifts + edge.gifts, coins: sum.coins + edge.coins });
      }
      return present([...given].map(([wallet, sum]) => judgeSpendVelocity(body, wallet, sum)));
    }
    case 'gift_loop':
      return ringsOf(facts, body, await touchedEdges(facts, gifts, window), window);
    case 'concentration': {
      const least = BigInt(body.parameters.coinsMin);
      const found: (Verdict | undefined)[] = [];
      for (const edge of await touchedEdges(facts, gifts, window)) {
        if (edge.coins < least) continue;
        const bought = await facts.bought(edge.from, { ...window, hours: body.parameters.freshHours });
        found.push(judgeConcentration(body, edge, await facts.receivedBy(edge.to, window), bought));
      }
      return present(found);
    }
    case 'structuring': {
      const found: (Verdict | undefined)[] = [];
      for (const wallet of buyers) {
        for (const [currency, paid] of await facts.paid(wallet, window)) {
          found.push(judgeStructuring(body, wallet, paid, currency));
        }
      }
      return present(found);
    }
    case 'new_account_burst': {
      const sinceMs = (window.endHour + 1 - body.parameters.walletAgeHours) * hourMs;
      const found: (Verdict | undefined)[] = [];
      // Only a young giver can add to a burst.
      const young = gifts.filter(({ fromSinceMs }) => fromSinceMs === undefined || fromSinceMs >= sinceMs);
      const hosts = [...new Set(young.map(({ to }) => to))];
      const before = await known(rule, dayOf(window), hosts);
      const least = { senders: body.parameters.sendersMin, coins: BigInt(body.parameters.coinsMin) };
      const left = hosts.filter((host) => !before.has(host));
      for (const host of await facts.hostsOfYoung(left, window, sinceMs, least)) {
        found.push(judgeNewAccountBurst(body, host, await facts.youngGivers(host, window, sinceMs)));
      }
      return present(found);
    }
    default:
      return body satisfies never;
  }
}

async function ringsOf(
  facts: Facts,
  body: RuleOf<'gift_loop'>,
  edges: readonly GiftEdge[],
  window: Window,
): Promise<readonly Verdict[]> {
  const { lengthMax, coinsMin } = body.parameters;
  const asked = new Map<string, Promise<readonly GiftEdge[]>>();
  const edgesFrom = (wallet: string): Promise<readonly GiftEdge[]> => {
    const known = asked.get(wallet) ?? facts.edgesFrom(wallet, window);
    asked.set(wallet, known);
    return known;
  };
  const rings = new Map<string, Verdict>();
  for (const edge of edges) {
    const ring = await findGiftRing(edge, lengthMax, BigInt(coinsMin), edgesFrom);
    const verdict = ring === undefined ? undefined : judgeGiftLoop(body, ring);
    if (verdict !== undefined) rings.set(verdict.key, verdict);
  }
  return [...rings.values()];
}

function edgesOf(facts: Facts, gifts: readonly Touch[], window: Window): Promise<readonly GiftEdge[]> {
  const wallets = [...new Set(gifts.map(({ from }) => from))];
  return wallets.length === 0 ? Promise.resolve([]) : facts.givenBy(wallets, window);
}

/** Sums of those pairs alone between which something moved now. */
async function touchedEdges(facts: Facts, gifts: readonly Touch[], window: Window): Promise<readonly GiftEdge[]> {
  const touched = new Set(gifts.map(({ from, to }) => `${from}>${to}`));
  return (await edgesOf(facts, gifts, window)).filter(({ from, to }) => touched.has(`${from}>${to}`));
}

function present(verdicts: readonly (Verdict | undefined)[]): readonly Verdict[] {
  return verdicts.filter((verdict) => verdict !== undefined);
}
