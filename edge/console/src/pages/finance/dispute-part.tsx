import { disputeWorkedSchema, disputeWorkStates, type StaffPaymentDetail } from '@halobuzz/core/api/finance-payments';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Money } from '../../kit/money.tsx';
import { useCan } from '../../session/use-me.ts';
import { NoteList } from './note-list.tsx';
import { StateBadge } from './state-badge.tsx';
import { optionsOf } from './words.ts';

/** One dispute: what the bank says, how far the answer is, until when, and what was written down. */
export function DisputePart(props: {
  readonly paymentId: string;
  readonly currency: string;
  readonly dispute: StaffPaymentDetail['disputes'][number];
  readonly refresh: () => void;
}) {
  const { paymentId, currency, dispute, refresh } = props;
  const { work } = dispute;
  const mayWork = useCan('refund_payment');
  const [open, setOpen] = useState(false);
  const over = (): void => {
    setOpen(false);
    refresh();
  };
  const isLate = dispute.outcome === 'open' && work.dueOn !== undefined && Date.parse(work.dueOn) < Date.now();
  return (
    <section className="stack">
      <h2>Dispute {dispute.id}</h2>
      <p className="row tight">
        <StateBadge state={dispute.outcome} />
        <Money minor={dispute.amount} currency={currency} />
        <StateBadge state={work.state} />
        {work.dueOn === undefined ? (
          <span className="muted">no day for the evidence</span>
        ) : (
          <>evidence until {work.dueOn}</>
        )}
        {isLate ? <Badge tone="error">too late</Badge> : null}
      </p>
      <NoteList notes={work.notes} />
      {mayWork ? (
        <div className="row no-print">
          <button type="button" onClick={() => setOpen(true)}>
            Write down…
          </button>
        </div>
      ) : null}
      {open ? (
        <ActDialog
          title="How far the answer is"
          fields={[
            {
              name: 'state',
              label: 'State',
              kind: 'select',
              initial: work.state,
              options: optionsOf(disputeWorkStates, undefined),
            },
            { name: 'dueOn', label: 'Evidence until', kind: 'date', required: false, initial: work.dueOn ?? '' },
          ]}
          reason="What was done"
          reasonName="note"
          confirm="Write down"
          onSubmit={({ values: { state, dueOn = '' }, reason: note }) =>
            call({
              method: 'POST',
              path: `/admin/finance/payments/${paymentId}/disputes/${encodeURIComponent(dispute.id)}`,
              body: { version: work.version, state, note, ...(dueOn === '' ? {} : { dueOn }) },
              schema: disputeWorkedSchema,
            })
          }
          onDone={over}
          onReload={over}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </section>
  );
}
