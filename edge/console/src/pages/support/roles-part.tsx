import { assignableRoles, staffAccountSchema } from '@halobuzz/core/api/admin';
import type { SupportPerson } from '@halobuzz/core/api/support';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';

type StaffRoleName = (typeof assignableRoles)[number];

/** Staff roles, given and taken by admins; never one's own, and one admin always stays. */
export function RolesPart({ person, onChanged }: { readonly person: SupportPerson; readonly onChanged: () => void }) {
  const [changing, setChanging] = useState<StaffRoleName>();
  const held = changing !== undefined && person.roles.includes(changing);
  return (
    <section className="card stack" aria-labelledby="part-roles">
      <h2 id="part-roles">Staff roles</h2>
      <div className="row">
        {assignableRoles.map((role) => (
          <button key={role} type="button" onClick={() => setChanging(role)}>
            {person.roles.includes(role) ? `Take ${role}…` : `Give ${role}…`}
          </button>
        ))}
      </div>
      {changing === undefined ? null : (
        <ActDialog
          danger
          title={held ? `Take ${changing} from @${person.username}` : `Give ${changing} to @${person.username}`}
          lead={
            <p>
              {held
                ? 'Ends all their sessions: what is open carries what the role allowed.'
                : 'They can use it once they signed in with a second factor.'}
            </p>
          }
          confirm={held ? 'Take the role' : 'Give the role'}
          onSubmit={({ reason }) =>
            call({
              method: 'POST',
              path: `/admin/accounts/${person.accountId}/roles/${changing}/${held ? 'revoke' : 'grant'}`,
              body: { reason },
              schema: staffAccountSchema,
            })
          }
          onDone={() => {
            setChanging(undefined);
            onChanged();
          }}
          onClose={() => setChanging(undefined)}
        />
      )}
    </section>
  );
}
