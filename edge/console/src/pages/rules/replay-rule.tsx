import { fraudReplaySchema } from '@halobuzz/core/api/fraud';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Notice } from '../../kit/notice.tsx';

interface Replayed {
  readonly found: number;
  readonly kept: number;
}

/** Applies the rule in force to the last days, page by page: what it finds is kept and acted on. */
export function ReplayRule({ id, version }: { readonly id: string; readonly version: number }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState<Replayed>();
  const replay = async (days: number, reason: string): Promise<Replayed> => {
    const total = { found: 0, kept: 0 };
    let after: string | undefined;
    do {
      const page = await call({
        ...{ method: 'POST', path: `/admin/finance/rules/${id}/replay`, schema: fraudReplaySchema },
        body: { days, reason, ...(after === undefined ? {} : { after }) },
      });
      total.found += page.found;
      total.kept += page.kept;
      if (page.next !== undefined && page.next === after) break;
      after = page.next;
    } while (after !== undefined);
    return total;
  };
  return (
    <section className="card stack" aria-labelledby="replay">
      <h2 id="replay">Apply it to the past</h2>
      <p className="muted">
        As if version {version} had been there: what it finds is kept, and its action carried out. Try it first.
      </p>
      <div className="row">
        <button type="button" className="danger" onClick={() => setOpen(true)}>
          Apply to the last days
        </button>
      </div>
      {done === undefined ? null : (
        <Notice tone="success">
          {done.found} found, {done.kept} of them new.
        </Notice>
      )}
      {open ? (
        <ActDialog
          title={`Apply ${id} to the past`}
          danger
          fields={[{ name: 'days', label: 'Days', kind: 'number', initial: '7' }]}
          confirm="Apply"
          onSubmit={({ values, reason }) => replay(Number(values.days), reason)}
          onDone={(result) => {
            setDone(result);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </section>
  );
}
