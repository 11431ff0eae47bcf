import { type EvasionLink, oneEvasionLinkSchema } from '@halobuzz/core/api/evasion';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Time } from '../../kit/time.tsx';
import { likelihoodInWords, sharedInWords } from './link-words.ts';

/** Says whether two accounts are of one person: with why they were linked, and how others come to share the same. */
export function LinkDialog(props: {
  readonly link: EvasionLink;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { link } = props;
  return (
    <ActDialog
      title="Are these one person?"
      lead={
        <>
          <Facts
            items={[
              { label: 'Account', value: <AccountLink id={link.accountId} handle={link.handle} /> },
              { label: 'Banned account', value: <AccountLink id={link.bannedId} handle={link.bannedHandle} /> },
              { label: 'Likelihood', value: likelihoodInWords(link) },
              { label: 'Since', value: <Time iso={link.at} /> },
            ]}
          />
          <h3>What both share</h3>
          <ul>
            {link.shared.map((shared, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells two shared devices apart, and they do not move
              <li key={at}>{sharedInWords(shared)}</li>
            ))}
          </ul>
          <p>
            Families, schools and second-hand phones share devices and networks. Your answer does nothing to either
            account: decide about an account on its own page.
          </p>
        </>
      }
      fields={[
        {
          name: 'outcome',
          label: 'Answer',
          kind: 'select',
          options: [
            { value: '', label: 'Choose…' },
            { value: 'confirmed', label: 'One person' },
            { value: 'dismissed', label: 'Two people: do not show them again' },
          ],
        },
        { name: 'note', label: 'What you found', kind: 'area', hint: 'For colleagues who look at it later.' },
      ]}
      confirm="Answer"
      onSubmit={({ values, reason }) =>
        call({
          method: 'POST',
          path: `/admin/evasion/links/${link.id}`,
          body: { version: link.version, outcome: values.outcome, note: values.note, reason },
          schema: oneEvasionLinkSchema,
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
      onReload={props.onDone}
    />
  );
}
