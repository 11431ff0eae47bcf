import type { SupportPerson } from '@halobuzz/core/api/support';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Time } from '../../kit/time.tsx';

const factorNames = {
  totp: 'authenticator app',
  sms: 'text messages',
  email: 'e-mail codes',
  passkey: 'passkey',
} as const;

/** What of a person is not private, and what is going on with their account. */
export function PersonFacts({ person }: { readonly person: SupportPerson }) {
  const { ban, factorReset, erasureUntil, guessesPausedUntil } = person;
  return (
    <>
      {ban === undefined ? null : (
        <Notice tone="warning" title="Banned">
          Since <Time iso={ban.since} />, {ban.endsAt === undefined ? 'for good' : <UntilText iso={ban.endsAt} />}, by{' '}
          <AccountLink id={ban.by} />. {ban.reason}
        </Notice>
      )}
      {erasureUntil === undefined ? null : (
        <Notice tone="warning" title="Being erased">
          It can be taken back <UntilText iso={erasureUntil} />.
        </Notice>
      )}
      {factorReset === undefined ? null : (
        <Notice tone="warning" title="Reset of all factors">
          Asked for by <AccountLink id={factorReset.askedBy} /> <Time iso={factorReset.askedAt} />.{' '}
          {factorReset.approvedBy === undefined || factorReset.dueAt === undefined ? (
            'It waits for a second person.'
          ) : (
            <>
              Approved by <AccountLink id={factorReset.approvedBy} />; carried out <Time iso={factorReset.dueAt} />.
            </>
          )}
        </Notice>
      )}
      {guessesPausedUntil === undefined ? null : (
        <Notice tone="info" title="Codes are paused">
          Too many wrong ones came; none is taken <UntilText iso={guessesPausedUntil} />.
        </Notice>
      )}
      <Facts
        items={[
          {
            label: 'State',
            value: <Badge tone={person.status === 'active' ? 'success' : 'warning'}>{person.status}</Badge>,
          },
          { label: 'Roles', value: person.roles.join(', ') },
          { label: 'Country of sign-up', value: person.country },
          { label: 'Since', value: <Time iso={person.createdAt} /> },
          { label: 'Address', value: person.emailVerified ? 'proven' : <Badge tone="warning">never proven</Badge> },
          { label: 'Sessions', value: person.sessions },
          {
            label: 'Second factors',
            value: person.factors.length === 0 ? 'none' : person.factors.map((kind) => factorNames[kind]).join(', '),
          },
          person.factors.length > 0 && { label: 'Backup codes left', value: person.backupCodesLeft },
        ]}
      />
    </>
  );
}

function UntilText({ iso }: { readonly iso: string }) {
  return (
    <>
      until <Time iso={iso} />
    </>
  );
}
