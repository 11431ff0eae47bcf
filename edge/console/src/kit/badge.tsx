import type { ReactNode } from 'react';
import type { Tone } from './notice.tsx';

/** A state in a word. The tone is a help for the eye and never says anything alone. */
export function Badge({ tone = 'info', children }: { readonly tone?: Tone | 'plain'; readonly children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}
