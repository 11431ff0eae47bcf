import type { decidables } from '@halobuzz/core/api/finance';
import type { Schema } from '@halobuzz/core/api/read-answer';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Time } from '../../kit/time.tsx';
import { words } from './words.ts';

interface Decided {
  readonly approvals: readonly { readonly by: string; readonly at: string; readonly note: string }[];
  readonly needed: number;
  readonly version?: number | undefined;
  readonly decidable?: (typeof decidables)[number] | undefined;
  readonly history?:
    | readonly { at: string; by: string; from: string; to: string; reason?: string | undefined }[]
    | undefined;
}

export interface DecisionPartProps<T> {
  /** Without the verb: `/admin/finance/payouts/po_…`. */
  readonly path: string;
  readonly document: Decided;
  readonly schema: Schema<T>;
  readonly mayDecide: boolean;
  readonly waits: boolean;
  /** What approving does, in a sentence. */
  readonly lead: ReactNode;
  readonly refresh: () => void;
}

/** Who agreed, who is missing, and the two buttons for whoever may decide; a decision names the version that was looked at. */
export function DecisionPart<T>(props: DecisionPartProps<T>) {
  const { document, path, schema, mayDecide, waits, lead, refresh } = props;
  const [verb, setVerb] = useState<'approve' | 'reject'>();
  const { approvals, needed, decidable, version } = document;
  const over = (): void => {
    setVerb(undefined);
    refresh();
  };
  return (
    <section className="stack">
      <h2>Decision</h2>
      <p>
        {approvals.length} of {needed} {needed === 1 ? 'approval' : 'approvals'}.
        {waits && approvals.length < needed ? ` ${needed - approvals.length} missing.` : ''}
      </p>
      {approvals.length === 0 ? null : (
        <ul>
          {approvals.map(({ by, at, note }) => (
            <li key={by}>
              <AccountLink id={by} />, <Time iso={at} />: {note}
            </li>
          ))}
        </ul>
      )}
      {waits && mayDecide ? <Buttons decidable={decidable} onPress={setVerb} /> : null}
      <History changes={document.history ?? []} />
      {verb === undefined ? null : (
        <ActDialog
          title={verb === 'approve' ? 'Approve' : 'Reject'}
          lead={verb === 'approve' ? lead : <p>For good: whoever asked has to ask again.</p>}
          danger={verb === 'reject'}
          reason="Why"
          reasonName="note"
          confirm={verb === 'approve' ? 'Approve' : 'Reject'}
          onSubmit={({ reason: note }) =>
            call({ method: 'POST', path: `${path}/${verb}`, schema, body: { note, version } })
          }
          onDone={over}
          onReload={over}
          onClose={() => setVerb(undefined)}
        />
      )}
    </section>
  );
}

function Buttons({
  decidable,
  onPress,
}: {
  readonly decidable: Decided['decidable'];
  readonly onPress: (verb: 'approve' | 'reject') => void;
}) {
  if (decidable === 'own') {
    return (
      <Notice tone="info">It is yours: you asked for it, or it moves your own money. Somebody else decides.</Notice>
    );
  }
  return (
    <div className="row no-print">
      {decidable === 'again' ? (
        <span>You approved it. Another person is still needed.</span>
      ) : (
        <button type="button" className="primary" onClick={() => onPress('approve')}>
          Approve…
        </button>
      )}
      <button type="button" className="danger" onClick={() => onPress('reject')}>
        Reject…
      </button>
    </div>
  );
}

function History({ changes }: { readonly changes: NonNullable<Decided['history']> }) {
  if (changes.length === 0) return null;
  return (
    <details>
      <summary>What happened ({changes.length})</summary>
      <ol>
        {changes.map(({ at, by, to, reason }) => (
          <li key={`${at} ${by} ${to}`}>
            <Time iso={at} /> <AccountLink id={by} />: {words(to)}
            {reason === undefined ? '' : `, ${reason}`}
          </li>
        ))}
      </ol>
    </details>
  );
}
