import type { KeptMessageView } from '@halobuzz/core/api/chat-log';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Time } from '../../kit/time.tsx';

/** Chat in its order; what was taken away says so, and by whom. */
export function ChatLines(props: {
  readonly messages: readonly KeptMessageView[];
  readonly empty: string;
  /** The message that is looked for. */
  readonly marked?: string | undefined;
}) {
  const { messages, empty, marked } = props;
  if (messages.length === 0) return <p className="muted">{empty}</p>;
  return (
    // Reached by keys, as it scrolls by itself.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys (WCAG 2.1.1)
    <section className="table-scroll short" tabIndex={0} aria-label="Chat messages">
      <ol className="chat-lines">
        {messages.map((message) => (
          <li key={message.id} aria-current={message.id === marked ? 'true' : undefined}>
            <Time iso={message.at} /> <AccountLink id={message.from.id} handle={message.from.handle} />{' '}
            <Said message={message} />{' '}
            {message.flagged === undefined ? null : <Badge tone="warning">flagged: {message.flagged}</Badge>}{' '}
            {message.removed === undefined ? null : (
              <span className="muted">
                deleted by{' '}
                {message.removed.by === message.from.id ? 'its author' : <AccountLink id={message.removed.by} />}{' '}
                <Time iso={message.removed.at} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Said({ message: { text, removed } }: { readonly message: KeptMessageView }) {
  if (text === undefined) return <em className="muted">text not stored</em>;
  return removed === undefined ? <span>{text}</span> : <del>{text}</del>;
}
