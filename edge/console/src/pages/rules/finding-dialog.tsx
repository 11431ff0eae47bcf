import { type Finding, findingDecidedSchema } from '@halobuzz/core/api/fraud';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Time } from '../../kit/time.tsx';
import { useCan } from '../../session/use-me.ts';

type Outcome = 'confirmed' | 'dismissed';

/** Everything that decided about a finding, and the decision. */
export function FindingDialog(props: {
  readonly finding: Finding;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const { finding, onChanged } = props;
  const mayDecide = useCan('freeze_wallet');
  const [deciding, setDeciding] = useState<Outcome>();
  const [waits, setWaits] = useState(false);
  if (deciding !== undefined) {
    const dismisses = deciding === 'dismissed';
    return (
      <ActDialog
        title={dismisses ? 'Dismiss the finding' : 'Confirm the finding'}
        lead={
          <p>
            {dismisses
              ? 'What it stopped is lifted. Freeing a wallet that holds much takes two people.'
              : 'What it stopped stays stopped.'}
          </p>
        }
        danger={!dismisses}
        confirm={dismisses ? 'Dismiss' : 'Confirm'}
        onSubmit={({ reason }) =>
          call({
            ...{ method: 'POST', path: `/admin/finance/findings/${finding.id}/decision` },
            ...{ body: { outcome: deciding, reason }, schema: findingDecidedSchema },
          })
        }
        onDone={({ result }) => {
          setWaits(result === 'awaiting_second');
          setDeciding(undefined);
          onChanged();
        }}
        onClose={() => setDeciding(undefined)}
        onReload={() => {
          setDeciding(undefined);
          onChanged();
        }}
        done="The decision is recorded."
      />
    );
  }
  const { asked, decision } = finding;
  return (
    <Dialog title={`Found by ${finding.rule}`} wide onClose={props.onClose}>
      {waits ? <Notice tone="info">Another person has to dismiss it too before anything is lifted.</Notice> : null}
      <p>{finding.text}</p>
      <Facts
        items={[
          { label: 'Score', value: finding.score },
          { label: 'State', value: finding.status },
          { label: 'Found', value: <Time iso={finding.at} /> },
          { label: 'Window until', value: <Time iso={finding.windowEnd} /> },
          {
            label: 'Rule',
            value: <Link href={`/rules/${finding.rule}`}>{`${finding.rule}, version ${finding.version}`}</Link>,
          },
          ...Object.entries(finding.numbers).map(([label, value]) => ({ label, value: String(value) })),
          asked !== undefined && { label: 'Asked to dismiss', value: <Decided decision={asked} /> },
          decision !== undefined && { label: 'Decided', value: <Decided decision={decision} /> },
        ]}
      />
      <Ids title="Who gave" ids={finding.givers} />
      <Ids title="Who got" ids={finding.earners} />
      <Ids title="Transactions" ids={finding.evidence} />
      {mayDecide ? (
        <div className="row">
          {finding.status === 'confirmed' ? null : (
            <button type="button" className="danger" onClick={() => setDeciding('confirmed')}>
              Confirm
            </button>
          )}
          {finding.status === 'dismissed' ? null : (
            <button type="button" onClick={() => setDeciding('dismissed')}>
              Dismiss
            </button>
          )}
        </div>
      ) : null}
    </Dialog>
  );
}

function Decided({ decision: { by, at, reason } }: { readonly decision: NonNullable<Finding['decision']> }) {
  return (
    <>
      <AccountLink id={by} />, <Time iso={at} />: {reason}
    </>
  );
}

function Ids({ title, ids }: { readonly title: string; readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({ids.length})
      </summary>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <code>{id}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
