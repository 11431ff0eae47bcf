import type { ReactNode } from 'react';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Facts about one thing, label by label; those without a value are left out. */
export function Facts({ items }: { readonly items: readonly (Fact | undefined | false)[] }) {
  return (
    <dl className="facts">
      {items.flatMap((item) =>
        item === undefined || item === false || item.value === undefined || item.value === null || item.value === ''
          ? []
          : [
              <div key={item.label}>
                <dt>{item.label}</dt>
                <dd>{item.value}</dd>
              </div>,
            ],
      )}
    </dl>
  );
}
