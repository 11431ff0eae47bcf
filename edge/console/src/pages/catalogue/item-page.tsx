import { type CatalogueKind, type CatalogueVersion, catalogueVersionSchema } from '@halobuzz/core/api/catalogue';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { AccountLink } from '../../kit/account-link.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { usePageList } from '../../kit/use-page-list.ts';
import { useCan, useMe } from '../../session/use-me.ts';
import { ItemName } from './item-name.tsx';
import { VersionAct, type VersionActName } from './version-act.tsx';
import { VersionDialog } from './version-dialog.tsx';
import { VersionFacts } from './version-facts.tsx';
import { priceText, stateOf, VersionState } from './version-words.tsx';

type Open = { readonly act: VersionActName; readonly version: CatalogueVersion } | 'next';

/** One gift or package: what holds now, its versions, and what can be done about them. */
function ItemPage({ kind }: { readonly kind: CatalogueKind }) {
  const { id = '' } = useParams<{ id: string }>();
  const mayChange = useCan('change_catalogue');
  const me = useMe().accountId;
  const [open, setOpen] = useState<Open>();
  const path = `/admin/catalogue/${kind}/${id}/versions`;
  const list = usePageList(`catalogue-${kind}-${id}`, path, {}, catalogueVersionSchema);
  const [newest] = list.items;
  const nowMs = Date.now();
  const now = list.items.find((one) => ['on sale', 'off sale', 'ended'].includes(stateOf(one, nowMs)[0]));
  const done = (): void => {
    setOpen(undefined);
    list.refresh();
  };
  const shown = now ?? newest;
  return (
    <Page
      title={id}
      lead={<Link href={`/catalogue/${kind}`}>All {kind === 'gifts' ? 'gifts' : 'coin packages'}</Link>}
      actions={
        mayChange && newest !== undefined ? (
          <>
            <button type="button" className="primary" onClick={() => setOpen('next')}>
              Next version
            </button>
            {now === undefined || now.withdrawn ? null : (
              <button type="button" className="danger" onClick={() => setOpen({ act: 'withdraw', version: newest })}>
                Take off sale
              </button>
            )}
          </>
        ) : undefined
      }
    >
      {shown === undefined ? null : (
        <section className="card stack" aria-labelledby="now">
          <h2 id="now">
            <ItemName id={id} content={shown.content} /> <VersionState version={shown} />
          </h2>
          <VersionFacts version={shown} />
        </section>
      )}
      <h2>Versions</h2>
      <ListTable
        list={list}
        caption="Versions, the newest first"
        rowKey={({ version }) => String(version)}
        empty="There is no such thing."
        columns={[
          { key: 'version', title: 'Version', align: 'end', cell: ({ version }) => version },
          { key: 'state', title: 'State', cell: (version) => <VersionState version={version} /> },
          { key: 'price', title: 'Price', cell: ({ withdrawn, content }) => (withdrawn ? '–' : priceText(content)) },
          { key: 'from', title: 'From', cell: ({ from }) => (from === undefined ? '' : <Time iso={from} />) },
          { key: 'history', title: 'Who and why', cell: (version) => <History version={version} /> },
          {
            key: 'acts',
            title: 'Do',
            cell: (version) =>
              mayChange ? <Acts version={version} me={me} onAct={(act) => setOpen({ act, version })} /> : '',
          },
        ]}
      />
      {open === 'next' && newest !== undefined ? (
        <VersionDialog
          key={newest.version}
          {...{ kind, id, after: newest.version, before: newest.content, onDone: done, onReload: list.refresh }}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {open === undefined || open === 'next' ? null : (
        <VersionAct {...{ kind, id, ...open, onDone: done, onReload: done }} onClose={() => setOpen(undefined)} />
      )}
    </Page>
  );
}

function History({ version }: { readonly version: CatalogueVersion }) {
  return (
    <ul className="plain">
      {version.history.map(({ act, by, at, reason }) => (
        <li key={`${act} ${at}`}>
          {act} by <AccountLink id={by} />, <Time iso={at} />: {reason}
        </li>
      ))}
    </ul>
  );
}

function Acts(props: {
  readonly version: CatalogueVersion;
  readonly me: string;
  readonly onAct: (act: VersionActName) => void;
}) {
  const { version, me, onAct } = props;
  const [state] = stateOf(version, Date.now());
  const number = version.version;
  const button = (act: VersionActName, words: string) => (
    <button type="button" className="small" aria-label={`${words} version ${number}`} onClick={() => onAct(act)}>
      {words}
    </button>
  );
  const isMine = version.history.some(({ by }) => by === me);
  return (
    <span className="row tight">
      {state === 'draft' ? button('publish', 'Publish') : null}
      {version.status !== 'waiting' ? null : isMine ? (
        <span className="muted">Somebody else decides.</span>
      ) : (
        <>
          {button('approve', 'Approve')}
          {button('reject', 'Reject')}
        </>
      )}
      {state === 'draft' || version.status === 'waiting' || state === 'from later on'
        ? button('discard', 'Discard')
        : null}
    </span>
  );
}

export function GiftPage() {
  return <ItemPage kind="gifts" />;
}

export function PackagePage() {
  return <ItemPage kind="packages" />;
}
