import { createHash } from 'node:crypto';
import type { AuditRecord } from '@halobuzz/core/api/admin';
import type { KeywordChanges, KeywordScope } from '@halobuzz/core/api/keywords';
import { base32 } from '@halobuzz/core/ids';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { KeywordFilter } from '@halobuzz/core/rooms/keyword-filter';
import type { Redis } from 'ioredis';

export interface KeywordTerm {
  readonly term: string;
  readonly scope: KeywordScope;
  readonly reason: string;
  readonly by: string;
  readonly addedAtMs: number;
  readonly endsAtMs: number | undefined;
}

/** One change of the list: its version is the list's from then on. */
export interface KeywordChange {
  readonly version: number;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  readonly added: readonly { readonly term: string; readonly scope: KeywordScope }[];
  readonly removed: readonly string[];
  readonly requestId: string | undefined;
}

export type KeywordChangeResult =
  | { readonly kind: 'ok'; readonly change: KeywordChange }
  /** The list would grow beyond `limits.keywordTermsMax`; nothing changed. */
  | { readonly kind: 'full' }
  /** Somebody changed it since that version: what they did, the newest first. */
  | { readonly kind: 'conflict'; readonly version: number; readonly since: readonly KeywordChange[] };

/** The platform's words and phrases: those that no room shows, and those that have moderators look. */
export interface Keywords {
  /** What is in force now, in the order of code points. */
  list(): Promise<{ readonly version: number; readonly terms: readonly KeywordTerm[] }>;
  /** Of several changes upon one version one is made, and audited with it. */
  change(changes: KeywordChanges, by: string, requestId?: string): Promise<KeywordChangeResult>;
}

/** Brings what gateways read up to the list. Compared first, so a lost control Redis gets it back. @returns whether anything was written. */
export async function publishKeywords(keywords: Pick<Keywords, 'list'>, control: Redis): Promise<boolean> {
  const { terms: all } = await keywords.list();
  const terms = JSON.stringify(all.filter(({ scope }) => scope === 'block').map(({ term }) => term));
  const version = createHash('sha256').update(terms).digest('hex').slice(0, 16);
  if ((await control.hget(controlKeys.keywords, 'version')) === version) return false;
  await control.hset(controlKeys.keywords, { version, terms });
  return true;
}

/** The words that flag, read anew every `periodMs`: for whoever stores chat. `elapsedMs` is monotonic. */
export function flaggingFilter(
  keywords: Pick<Keywords, 'list'>,
  periodMs: number,
  elapsedMs: () => number,
): () => Promise<KeywordFilter> {
  let known: { readonly filter: KeywordFilter; readonly atMs: number } | undefined;
  return async () => {
    if (known !== undefined && elapsedMs() - known.atMs < periodMs) return known.filter;
    const { terms } = await keywords.list();
    const filter = new KeywordFilter(terms.filter(({ scope }) => scope === 'flag').map(({ term }) => term));
    known = { filter, atMs: elapsedMs() };
    return filter;
  };
}

/** Its id is made from the version, so that a change stands in the log once. */
export function auditOfChange(change: KeywordChange): AuditRecord {
  const digest = createHash('sha256').update(`keywords:${change.version}`).digest();
  return {
    id: `au_${base32(digest.subarray(0, 16))}`,
    ...{ atMs: change.atMs, actor: change.by, action: 'keywords.changed', reason: change.reason },
    ...(change.requestId === undefined ? {} : { requestId: change.requestId }),
    details: {
      version: change.version,
      added: cut(change.added.map(({ term, scope }) => `${term} (${scope})`)),
      removed: cut(change.removed),
    },
  };
}

/** As many as a detail of the log holds; the change itself is kept whole. */
function cut(words: readonly string[]): string {
  const all = words.join(', ');
  return all.length <= 256 ? all : `${all.slice(0, 255)}…`;
}
