import type { ReactNode } from 'react';

export type Tone = 'info' | 'success' | 'warning' | 'error';

const marks: Readonly<Record<Tone, string>> = { info: 'Note', success: 'Done', warning: 'Careful', error: 'Not done' };

/** A message in its place. Errors interrupt a screen reader, the others wait; the tone is said in words too. */
export function Notice({
  tone,
  title,
  children,
}: {
  readonly tone: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={`notice ${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <strong>{title ?? marks[tone]}. </strong>
      {children}
    </div>
  );
}
