import { type OpenScope, type SupportPerson, supportPersonSchema } from '@halobuzz/core/api/support';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'wouter';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { useRead } from '../../kit/use-read.ts';
import { can } from '../../session/can.ts';
import { useMe } from '../../session/use-me.ts';
import { LinksPart } from '../people-links/links-part.tsx';
import { OpenParts, useOpenScopes } from './open-parts.tsx';
import { type PersonAct, personActs } from './person-acts.tsx';
import { PersonFacts } from './person-facts.tsx';
import { PrivatePart } from './private-part.tsx';
import { ConsentsPart, ContactPart, RequestsPart, SecurityPart } from './private-parts.tsx';
import { RolesPart } from './roles-part.tsx';
import { SanctionsPart } from './sanctions-part.tsx';
import { SessionsPart } from './sessions-part.tsx';
import { useRecentFinds } from './use-recent-finds.ts';
import { WalletPart } from './wallet-part.tsx';

/** One person: what everybody of ours may see, what is private behind a reason, and what may be done for them. */
export function AccountPage() {
  const { id = '' } = useParams<{ id: string }>();
  const read = useRead({ path: `/admin/accounts/${id}`, schema: supportPersonSchema });
  const { note } = useRecentFinds();
  const { data } = read;
  useEffect(() => {
    if (data !== undefined) note(data);
  }, [data, note]);
  return (
    <Page title={data === undefined ? 'A person' : `@${data.username}`} lead={<code>{id}</code>}>
      <Loaded read={read}>{(person) => <Person person={person} refresh={read.refresh} />}</Loaded>
    </Page>
  );
}

function Person({ person, refresh }: { readonly person: SupportPerson; readonly refresh: () => void }) {
  const me = useMe();
  const scopes = useOpenScopes();
  const [acting, setActing] = useState<PersonAct>();
  const [opening, setOpening] = useState<{ readonly scope: OpenScope | undefined }>();
  const own = me.accountId === person.accountId;
  const decides = can(me.roles, 'decide_reports');
  // Who decides no reports reads sanctions with what happened to the account, and says why.
  const securityOpen = person.opened.some(({ scope }) => scope === 'security');
  const acts = own ? [] : personActs.filter(({ needs, fits }) => can(me.roles, needs) && fits(person));
  const open = (scope?: OpenScope): void => setOpening({ scope });
  const { accountId, username } = person;
  return (
    <div className="stack">
      <PersonFacts person={person} />
      {own ? (
        <p className="muted">This is you: nobody acts on themselves here.</p>
      ) : (
        <div className="row no-print">
          {scopes.length === 0 ? null : (
            <button type="button" className="primary" onClick={() => open()}>
              Open private data…
            </button>
          )}
          {acts.map((one) => (
            <button key={one.key} type="button" onClick={() => setActing(one)}>
              {one.title}…
            </button>
          ))}
          {can(me.roles, 'read_audit_log') ? (
            <Link className="button" href={`/audit?subject=${accountId}`}>
              Acts on this account
            </Link>
          ) : null}
        </div>
      )}
      {own || !(decides || securityOpen) ? null : <SanctionsPart accountId={accountId} />}
      {decides ? <LinksPart accountId={accountId} /> : null}
      {can(me.roles, 'change_roles') && !own ? <RolesPart person={person} onChanged={refresh} /> : null}
      {own
        ? null
        : scopes.map((scope) => (
            <PrivatePart key={scope} person={person} scope={scope} onOpen={open}>
              {partOf(scope, accountId, refresh)}
            </PrivatePart>
          ))}
      {acting === undefined ? null : (
        <ActDialog
          title={acting.title}
          lead={acting.lead}
          danger={acting.danger ?? false}
          confirm={acting.confirm}
          onSubmit={({ reason }) => acting.run(person, reason)}
          onDone={() => {
            setActing(undefined);
            refresh();
          }}
          onReload={() => {
            setActing(undefined);
            refresh();
          }}
          onClose={() => setActing(undefined)}
        />
      )}
      {opening === undefined ? null : (
        <OpenParts
          {...{ accountId, username }}
          scope={opening.scope}
          onDone={() => {
            setOpening(undefined);
            refresh();
          }}
          onClose={() => setOpening(undefined)}
        />
      )}
    </div>
  );
}

function partOf(scope: OpenScope, accountId: string, refresh: () => void) {
  switch (scope) {
    case 'contact':
      return <ContactPart accountId={accountId} />;
    case 'sessions':
      return <SessionsPart accountId={accountId} onChanged={refresh} />;
    case 'security':
      return <SecurityPart accountId={accountId} />;
    case 'wallet':
      return <WalletPart accountId={accountId} />;
    case 'consents':
      return <ConsentsPart accountId={accountId} />;
    case 'requests':
      return <RequestsPart accountId={accountId} />;
    default:
      return scope satisfies never;
  }
}
