/** What the origin keeps of one kind of answer, and for how long. */
export interface CachePlan {
  /** How long an answer is as good as new, seconds. */
  readonly ttlSeconds: number;
  /** For so much longer it is still given, while one caller has it made anew behind the scenes. */
  readonly staleSeconds: number;
  /** How long it is known that there is nothing; 0: not at all. */
  readonly absentSeconds: number;
  /** Whether an answer is kept at once, or when it is asked for again within `cacheAskedAgainMs`: most lists never are. */
  readonly keptFrom: 'first_ask' | 'second_ask';
  /** Whether one answer serves everybody, or belongs to the account that asked and stands under its id. */
  readonly audience: 'everybody' | 'one_account';
  /** What it holds, and what drops it before its time; for the documents. */
  readonly holds: string;
  readonly droppedBy: string;
}

/**
 * Every answer that the origin caches in control Redis, by name: the first part of its keys, the label of its metrics, and
 * a line of docs/generated/caching.md. Times are short where a drop that is lost (a crash between a change and its drop)
 * would be seen: they bound how long.
 */
export const cachePlans = {
  lobby: {
    ttlSeconds: 5,
    staleSeconds: 10,
    absentSeconds: 0,
    keptFrom: 'second_ask',
    audience: 'everybody',
    holds: 'pages of live broadcasts, by what was asked for and the country that asks',
    droppedBy: 'a broadcast of the category and country that starts or ends, any that changes who may see it',
  },
  search: {
    ttlSeconds: 10,
    staleSeconds: 20,
    absentSeconds: 0,
    keptFrom: 'second_ask',
    audience: 'everybody',
    holds: 'pages of search results, by words and the country that asks',
    droppedBy: 'a broadcast that starts, ends or changes who may see it, an account that changes (a ban, its end)',
  },
  'top-hosts': {
    ttlSeconds: 10,
    staleSeconds: 30,
    absentSeconds: 0,
    keptFrom: 'first_ask',
    audience: 'everybody',
    holds: 'the best hosts, by what they are measured by, and what of theirs is live',
    droppedBy: 'a broadcast that starts, ends or changes who may see it, an account that changes (a ban, its end)',
  },
  profile: {
    ttlSeconds: 15,
    staleSeconds: 30,
    absentSeconds: 5,
    keptFrom: 'first_ask',
    audience: 'everybody',
    holds: 'what strangers see of a person; how the reader stands to them is read anew each time',
    droppedBy: 'a change of the account, a follow or block, a broadcast of theirs that starts or ends',
  },
} as const satisfies Readonly<Record<string, CachePlan>>;

export type CacheName = keyof typeof cachePlans;

/**
 * What drops cached answers: each names what changed. `everything` is a tag of all of them, `lobby` of all that shows what is
 * live, `live` of what any beginning or end may change; a list has one of its own, {@link listTag}.
 */
export type CacheTag = 'everything' | 'lobby' | 'live' | 'hosts' | `person:${string}` | `list:${string}`;

/** The tag of lists by a category and a country; undefined: of all. */
export function listTag(category: string | undefined, country: string | undefined): CacheTag {
  return `list:${category ?? ''}:${country ?? ''}`;
}

/** What a broadcast that begins or ends drops: the lists that it is in, and what no list is. */
export function tagsOfBroadcast({
  category,
  country,
}: {
  readonly category: string;
  readonly country: string;
}): readonly CacheTag[] {
  const lists = [category, undefined].flatMap((one) => [listTag(one, country), listTag(one, undefined)]);
  return ['live', ...lists];
}
