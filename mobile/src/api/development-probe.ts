import type { HalobuzzApi } from './api.ts';
import { codeOf } from './failure.ts';

/**
 * Finds out whether the server is one for development. It is asked for a grant of nothing: a development server says that
 * nothing is too little, any other that there is no such address. Nothing is granted either way. A clear answer is
 * remembered; after none the next call asks again.
 */
export function developmentProbe(api: Pick<HalobuzzApi, 'grant'>, newId: () => string): () => Promise<boolean> {
  let known: boolean | undefined;
  return async () => {
    if (known !== undefined) return known;
    const answer = await api.grant('0', newId());
    const code = answer.ok ? undefined : codeOf(answer.failure);
    if (code === 'validation_failed' || code === 'email_unverified') known = true;
    if (code === 'not_found' || code === 'forbidden') known = false;
    return known ?? false;
  };
}
