import { createHash } from 'node:crypto';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** The platform's words and phrases that no room shows. */
export interface Keywords {
  /** In the order of their code points. */
  all(): Promise<readonly string[]>;
  /** @returns false when the list would grow beyond `limits.keywordTermsMax`; then nothing changes. */
  change(add: readonly string[], remove: readonly string[], by: string): Promise<boolean>;
}

/** Brings what gateways read up to the list. Compared first, so a lost control Redis gets it back. @returns whether anything was written. */
export async function publishKeywords(keywords: Keywords, control: Redis): Promise<boolean> {
  const terms = JSON.stringify(await keywords.all());
  const version = createHash('sha256').update(terms).digest('hex').slice(0, 16);
  if ((await control.hget(controlKeys.keywords, 'version')) === version) return false;
  await control.hset(controlKeys.keywords, { version, terms });
  return true;
}
