import type { OpenScope, SupportPerson } from '@halobuzz/core/api/support';
import type { ReactNode } from 'react';
import { Time } from '../../kit/time.tsx';
import { scopeNames } from './open-parts.tsx';

/** A part of a person that is shown once somebody said why; until then a button that asks. */
export function PrivatePart(props: {
  readonly person: SupportPerson;
  readonly scope: OpenScope;
  readonly onOpen: (scope: OpenScope) => void;
  readonly children: ReactNode;
}) {
  const { person, scope } = props;
  const id = `part-${scope}`;
  const right = person.opened.find((one) => one.scope === scope);
  return (
    <section className="card stack" aria-labelledby={id}>
      <header className="row">
        <h2 id={id} className="grow">
          {scopeNames[scope]}
        </h2>
        {right === undefined ? (
          <button
            type="button"
            className="no-print"
            aria-label={`Open: ${scopeNames[scope]}`}
            onClick={() => props.onOpen(scope)}
          >
            Open…
          </button>
        ) : (
          <span className="muted">
            open until <Time iso={right.until} />
          </span>
        )}
      </header>
      {right === undefined ? <p className="muted">Private: say first why you read it.</p> : props.children}
    </section>
  );
}
