import { type OpenScope, openedListSchema, openScopePermissions, openScopes } from '@halobuzz/core/api/support';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { can } from '../../session/can.ts';
import { useMe } from '../../session/use-me.ts';

export const scopeNames: Readonly<Record<OpenScope, string>> = {
  contact: 'E-mail address',
  sessions: 'Sessions and devices',
  security: 'Security events',
  wallet: 'Wallet and statement',
  consents: 'Consents',
  requests: 'Copies of data and erasure',
};

/** The parts that a role may open at all. */
export function useOpenScopes(): readonly OpenScope[] {
  const { roles } = useMe();
  return openScopes.filter((scope) => can(roles, openScopePermissions[scope]));
}

/** Asks why, and for what; what it opens is open for a quarter of an hour. */
export function OpenParts(props: {
  readonly accountId: string;
  readonly username: string;
  /** Chosen beforehand. */
  readonly scope: OpenScope | undefined;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const mine = useOpenScopes();
  return (
    <ActDialog
      title={`Read private data of @${props.username}`}
      lead={<p>Choose no more than the request in front of you needs. It stays open for 15 minutes.</p>}
      fields={mine.map((scope) => ({
        name: scope,
        label: scopeNames[scope],
        kind: 'check',
        initial: scope === props.scope ? 'true' : '',
      }))}
      reason="Why"
      confirm="Open"
      done="Open for 15 minutes."
      onSubmit={({ values, reason }) =>
        call({
          method: 'POST',
          path: `/admin/accounts/${props.accountId}/open`,
          body: { reason, scopes: mine.filter((scope) => values[scope] === 'true') },
          schema: openedListSchema,
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
    />
  );
}
