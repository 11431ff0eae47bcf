import { Badge } from '../../kit/badge.tsx';
import { toneOf, words } from './words.ts';

/** A state in its word and colour. */
export function StateBadge({ state }: { readonly state: string }) {
  return <Badge tone={toneOf(state)}>{words(state)}</Badge>;
}
