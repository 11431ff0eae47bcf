import { AccountLink } from '../../kit/account-link.tsx';
import { Time } from '../../kit/time.tsx';

/** What people wrote down, oldest first. */
export function NoteList({
  notes,
}: {
  readonly notes: readonly { readonly by: string; readonly at: string; readonly text: string }[];
}) {
  if (notes.length === 0) return <p className="muted">Nobody wrote anything down yet.</p>;
  return (
    <ol>
      {notes.map(({ by, at, text }) => (
        <li key={`${at} ${by} ${text}`}>
          <Time iso={at} /> <AccountLink id={by} />: {text}
        </li>
      ))}
    </ol>
  );
}
