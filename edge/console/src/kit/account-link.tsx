import { Link } from 'wouter';

const accountId = /^[aeu][a-z2-7]{26}$/;

/** An account by its handle, else by the end of its id; leads to its page. What is no account (`system`, an operator) is text. */
export function AccountLink({ id, handle }: { readonly id: string; readonly handle?: string | undefined }) {
  if (!accountId.test(id)) return <span>{handle ?? id}</span>;
  return (
    <Link href={`/accounts/${id}`} title={id}>
      {handle === undefined ? `…${id.slice(-6)}` : `@${handle}`}
    </Link>
  );
}
