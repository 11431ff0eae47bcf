import { type SwitchesView, type SwitchView, switchesSchema } from '@halobuzz/core/api/switches';
import { useState } from 'react';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCan } from '../../session/use-me.ts';
import { MaintenancePart } from './maintenance-part.tsx';
import { PauseDialog, ResumeDialog } from './pause-dialog.tsx';
import { switchWords } from './switch-words.ts';

/** What is paused, since when, by whom and why; for admins, with the means to change it. */
export function SwitchesPage() {
  const read = useRead({ path: '/admin/switches', schema: switchesSchema });
  return (
    <Page
      title="Switches"
      lead="Stops one thing for everybody, on every node within two seconds. Money that was accepted goes on: refunds, webhooks and the ledger are never stopped."
      actions={
        <button type="button" onClick={read.refresh}>
          Look again
        </button>
      }
    >
      <Loaded read={read}>{(view) => <Switches view={view} refresh={read.refresh} />}</Loaded>
    </Page>
  );
}

function Switches({ view, refresh }: { readonly view: SwitchesView; readonly refresh: () => void }) {
  const mayChange = useCan('change_switches');
  const [acting, setActing] = useState<SwitchView>();
  const done = () => {
    setActing(undefined);
    refresh();
  };
  const dialog = { version: view.version, onDone: done, onClose: () => setActing(undefined) };
  const act = {
    key: 'act',
    title: 'Act',
    cell: (one: SwitchView) => (
      <button
        type="button"
        className="small"
        aria-label={`${one.paused ? 'Resume' : 'Pause'} ${switchWords[one.name].title}`}
        onClick={() => setActing(one)}
      >
        {one.paused ? 'Resume' : 'Pause'}
      </button>
    ),
  };
  return (
    <div className="stack">
      {view.inForce === undefined || view.inForce < view.version ? (
        <Notice tone="warning" title="Not everywhere yet">
          The nodes have not been told of the newest version. Look again; if it stays so, control Redis is out of reach.
        </Notice>
      ) : null}
      <MaintenancePart view={view} mayChange={mayChange} refresh={refresh} />
      <DataTable
        caption="Switches"
        rows={view.switches}
        rowKey={({ name }) => name}
        columns={[
          { key: 'name', title: 'What', cell: ({ name }) => switchWords[name].title },
          { key: 'state', title: 'State', cell: (one) => <State one={one} /> },
          { key: 'why', title: 'Why', minor: true, cell: ({ reason = '' }) => reason },
          { key: 'by', title: 'Who', minor: true, cell: ({ by }) => (by === undefined ? null : <AccountLink id={by} />) },
          { key: 'since', title: 'Since', cell: ({ since }) => (since === undefined ? null : <Time iso={since} />) },
          ...(mayChange ? [act] : []),
        ]}
      />
      {acting === undefined ? null : acting.paused ? (
        <ResumeDialog name={acting.name} {...dialog} />
      ) : (
        <PauseDialog name={acting.name} {...dialog} />
      )}
    </div>
  );
}

function State({ one: { paused, countries = [], regions = [] } }: { readonly one: SwitchView }) {
  if (!paused) return <Badge tone="success">on</Badge>;
  const where = [...countries, ...regions];
  return (
    <>
      <Badge tone="error">paused</Badge>
      {where.length === 0 ? null : <span className="muted"> in {where.join(', ')}</span>}
    </>
  );
}
