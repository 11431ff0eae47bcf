import type { ReactNode } from 'react';
import { ProblemNotice } from './problem-notice.tsx';
import type { Read } from './use-read.ts';

/** What was read, once it is there; else that it loads, or why it does not. */
export function Loaded<T>({ read, children }: { readonly read: Read<T>; readonly children: (data: T) => ReactNode }) {
  if (read.status === 'loading') return <p role="status">Loading…</p>;
  return (
    <>
      {read.problem === undefined ? null : <ProblemNotice problem={read.problem} onRetry={read.refresh} />}
      {read.data === undefined ? null : children(read.data)}
    </>
  );
}
