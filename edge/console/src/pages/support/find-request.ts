import { ACCOUNT_ID_PATTERN } from '@halobuzz/core/ids';

export type FindRequest = { readonly id: string } | { readonly email: string } | { readonly handle: string };

/** What was typed or pasted, as the API asks for it: an address has an @ inside, an account id its shape, the rest is a handle. */
export function findRequestOf(typed: string): FindRequest | undefined {
  const text = typed.trim();
  if (text === '' || text === '@') return undefined;
  if (ACCOUNT_ID_PATTERN.test(text)) return { id: text };
  if (text.indexOf('@') > 0) return { email: text };
  return { handle: text.replace(/^@/, '') };
}
