import { Link } from 'wouter';

/** An operator is named by a whole key; its beginning tells them apart. */
const plainCharsMax = 24;
const accountId = /^[aeu][a-z2-7]{26}$/;

/** An account by its handle, else by the end of its id; leads to its page. What is no account (`system`, an operator) is text. */
export function AccountLink({ id, handle }: { readonly id: string; readonly handle?: string | undefined }) {
  if (!accountId.test(id)) {
    const text = handle ?? id;
    return <span title={text}>{text.length > plainCharsMax ? `${text.slice(0, plainCharsMax)}…` : text}</span>;
  }
  return (
    <Link href={`/accounts/${id}`} title={id}>
      {handle === undefined ? `…${id.slice(-6)}` : `@${handle}`}
    </Link>
  );
}
