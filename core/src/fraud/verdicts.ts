import type { RuleOf } from './fraud-rule.ts';

/** What a rule found, and every number that decided. */
export interface Verdict {
  /** Whom it is about: one finding a rule, key and day. */
  readonly key: string;
  /** 50 just past the limit, 100 at twice as much and above. */
  readonly score: number;
  /** Measured values and the rule's own bounds, by name; amounts are decimal strings. Each stands in {@link text}. */
  readonly numbers: Readonly<Record<string, string | number>>;
  readonly text: string;
  /** Subjects whose wallets paid: a freeze stops these. */
  readonly givers: readonly string[];
  /** Subjects who earned: their payouts are held; when there are none, the givers'. */
  readonly earners: readonly string[];
}

/** What one subject gave another within a window. */
export interface GiftEdge {
  readonly from: string;
  readonly to: string;
  readonly gifts: number;
  readonly coins: bigint;
}

/** Grows with `value`: 50 at the limit, 100 at twice the limit. */
function scoreOf(value: bigint, limit: bigint): number {
  const score = limit <= 0n ? 100n : (value * 50n) / limit;
  return Number(score > 100n ? 100n : score < 50n ? 50n : score);
}

/** More coins or gifts out of one wallet than a window allows. */
export function judgeSpendVelocity(
  { parameters }: RuleOf<'spend_velocity'>,
  wallet: string,
  given: { readonly gifts: number; readonly coins: bigint },
): Verdict | undefined {
  const { windowHours, coinsMax, giftsMax } = parameters;
  const { gifts, coins } = given;
  if (coins <= BigInt(coinsMax) && gifts <= giftsMax) return undefined;
  const scores = [scoreOf(coins, BigInt(coinsMax)), scoreOf(BigInt(gifts), BigInt(giftsMax))];
  return {
    key: wallet,
    score: Math.max(...scores),
    numbers: { coins: String(coins), gifts, windowHours, coinsMax, giftsMax },
    text: `Gave ${coins} coins in ${gifts} gifts within ${windowHours} h; the rule allows ${coinsMax} coins and ${giftsMax} gifts.`,
    givers: [wallet],
    earners: [],
  };
}

/**
 * A ring of gifts: each step gave at least `coinsMin`, and the last one ends where the first began. `ring` is in order.
 * The weakest step decides.
 */
export function judgeGiftLoop({ parameters }: RuleOf<'gift_loop'>, ring: readonly GiftEdge[]): Verdict | undefined {
  const { windowHours, lengthMax, coinsMin } = parameters;
  if (ring.length < 2 || ring.length > lengthMax) return undefined;
  const closes = ring.every(({ to }, at) => to === ring[(at + 1) % ring.length]?.from);
  const weakest = ring.reduce<bigint | undefined>(
    (least, { coins }) => (least === undefined || coins < least ? coins : least),
    undefined,
  );
  if (!closes || weakest === undefined || weakest < BigInt(coinsMin)) return undefined;
  const people = ring.map(({ from }) => from);
  const total = ring.reduce((sum, { coins }) => sum + coins, 0n);
  return {
    key: [...people].sort().join(','),
    score: scoreOf(weakest, BigInt(coinsMin)),
    numbers: { people: ring.length, weakest: String(weakest), total: String(total), windowHours, lengthMax, coinsMin },
    text: `Gifts went around ${ring.length} people within ${windowHours} h: ${total} coins in all, at least ${weakest} at each step; the rule looks for ${coinsMin} at each step among up to ${lengthMax} people.`,
    givers: people,
    earners: people,
  };
}

/** One giver's share of what a host was given, out of coins bought shortly before. */
export function judgeConcentration(
  { parameters }: RuleOf<'concentration'>,
  edge: Pick<GiftEdge, 'from' | 'to' | 'coins'>,
  hostCoins: bigint,
  boughtCoins: bigint,
): Verdict | undefined {
  const { windowHours, percentMin, coinsMin, freshHours } = parameters;
  // Of what was given, at most what was bought is fresh.
  const fresh = edge.coins < boughtCoins ? edge.coins : boughtCoins;
  if (fresh < BigInt(coinsMin) || hostCoins <= 0n) return undefined;
  const percent = (fresh * 100n) / hostCoins;
  if (percent < BigInt(percentMin)) return undefined;
  return {
    key: `${edge.from}>${edge.to}`,
    score: scoreOf(fresh, BigInt(coinsMin)),
    numbers: {
      ...{ fresh: String(fresh), hostCoins: String(hostCoins), percent: String(percent), bought: String(boughtCoins) },
      ...{ given: String(edge.coins), windowHours, percentMin, coinsMin, freshHours },
    },
    text: `Gave ${edge.coins} of the ${hostCoins} coins that the host got within ${windowHours} h, ${fresh} of them (${percent} %) out of ${boughtCoins} bought within ${freshHours} h; the rule looks for ${percentMin} % and ${coinsMin} coins.`,
    givers: [edge.from],
    earners: [edge.to],
  };
}

/** Purchases just below a threshold. `paid`: minor units of each purchase in the window, of one currency. */
export function judgeStructuring(
  { parameters }: RuleOf<'structuring'>,
  wallet: string,
  paid: readonly bigint[],
  currency: string,
): Verdict | undefined {
  const { windowHours, thresholdMinor, belowPercent, purchasesMin } = parameters;
  const threshold = BigInt(thresholdMinor);
  const least = threshold - (threshold * BigInt(belowPercent)) / 100n;
  const near = paid.filter((minor) => minor >= least && minor < threshold);
  if (near.length < purchasesMin) return undefined;
  const total = near.reduce((sum, minor) => sum + minor, 0n);
  return {
    key: wallet,
    score: scoreOf(BigInt(near.length), BigInt(purchasesMin)),
    numbers: {
      ...{ purchases: near.length, total: String(total), currency, windowHours, thresholdMinor, belowPercent },
      purchasesMin,
    },
    text: `Bought ${near.length} times within ${windowHours} h for up to ${belowPercent} % less than ${thresholdMinor} minor units of ${currency}, ${total} in all; the rule looks for ${purchasesMin} times.`,
    givers: [wallet],
    earners: [],
  };
}

/** Wallets younger than `walletAgeHours` that gave to one host. `young`: what each of them gave in the window. */
export function judgeNewAccountBurst(
  { parameters }: RuleOf<'new_account_burst'>,
  host: string,
  young: readonly GiftEdge[],
): Verdict | undefined {
  const { windowHours, walletAgeHours, sendersMin, coinsMin } = parameters;
  const coins = young.reduce((sum, edge) => sum + edge.coins, 0n);
  if (young.length < sendersMin || coins < BigInt(coinsMin)) return undefined;
  const scores = [scoreOf(BigInt(young.length), BigInt(sendersMin)), scoreOf(coins, BigInt(coinsMin))];
  return {
    key: host,
    score: Math.min(...scores),
    numbers: { senders: young.length, coins: String(coins), windowHours, walletAgeHours, sendersMin, coinsMin },
    text: `${young.length} wallets younger than ${walletAgeHours} h gave ${coins} coins to one host within ${windowHours} h; the rule looks for ${sendersMin} wallets and ${coinsMin} coins.`,
    givers: young.map(({ from }) => from),
    earners: [host],
  };
}

/** Purchases, failures and cards of one account within the window, with what is asked for now counted among the purchases. */
export function judgePaymentVelocity(
  { parameters }: RuleOf<'payment_velocity'>,
  wallet: string,
  tried: { readonly purchases: number; readonly failures: number; readonly cards: number },
): Verdict | undefined {
  const { windowHours, purchasesMax, failuresMax, cardsMax } = parameters;
  const { purchases, failures, cards } = tried;
  if (purchases <= purchasesMax && failures <= failuresMax && cards <= cardsMax) return undefined;
  const scores = (
    [
      [purchases, purchasesMax],
      [failures, failuresMax],
      [cards, cardsMax],
    ] as const
  ).map(([value, most]) => scoreOf(BigInt(value), BigInt(most)));
  return {
    key: wallet,
    score: Math.max(...scores),
    numbers: { purchases, failures, cards, windowHours, purchasesMax, failuresMax, cardsMax },
    text: `${purchases} purchases, ${failures} failed ones and ${cards} cards within ${windowHours} h; the rule allows ${purchasesMax}, ${failuresMax} and ${cardsMax}.`,
    givers: [wallet],
    earners: [],
  };
}

/** Findings that name a host and were not dismissed, by their scores. */
export function judgePayoutScreen(
  { parameters }: RuleOf<'payout_screen'>,
  host: string,
  scores: readonly number[],
): Verdict | undefined {
  const { scoreMin, findingsMin } = parameters;
  const counted = scores.filter((score) => score >= scoreMin);
  if (counted.length < findingsMin) return undefined;
  const highest = Math.max(...counted);
  return {
    key: host,
    score: highest,
    numbers: { findings: counted.length, highest, scoreMin, findingsMin },
    text: `${counted.length} findings of a score of ${scoreMin} or more name the host, the highest ${highest}; the rule looks for ${findingsMin}.`,
    givers: [],
    earners: [host],
  };
}
