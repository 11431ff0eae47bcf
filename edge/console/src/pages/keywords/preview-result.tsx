import type { KeywordPreview, KeywordPreviewExample } from '@halobuzz/core/api/keywords';
import { Link } from 'wouter';
import { Badge } from '../../kit/badge.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Time } from '../../kit/time.tsx';

/** What a change would have caught, term by term, with examples. */
export function PreviewResult({ preview }: { readonly preview: KeywordPreview }) {
  const { from, to, messages, sampled, added, removed } = preview;
  return (
    <div className="stack" role="status">
      <p>
        {messages.toLocaleString('en-GB')} messages from <Time iso={from} /> to <Time iso={to} />
        {sampled ? ', a sample spread evenly over the time' : ''}.
      </p>
      {messages === 0 ? (
        <Notice tone="warning" title="No chat is on record for that time">
          Nothing can be said about this change.
        </Notice>
      ) : null}
      {added.map((one) => (
        <div key={one.term} className="stack">
          <h3>
            {one.term} <Badge tone={one.caught === 0 ? 'plain' : 'warning'}>{one.caught} caught</Badge>
          </h3>
          <p>
            {one.perMille} of 1,000 messages, in {one.rooms} rooms, by {one.authors} people
            {one.already === 0 ? '' : `; ${one.already} of them are caught today already`}.
            {one.coveredBy === undefined ? null : (
              <>
                {' '}
                <strong>“{one.coveredBy}” on the list catches this already.</strong>
              </>
            )}
          </p>
          <Examples examples={one.examples} />
        </div>
      ))}
      {removed.map((one) => (
        <div key={one.term} className="stack">
          <h3>
            Without {one.term} <Badge tone={one.freed === 0 ? 'plain' : 'info'}>{one.freed} free</Badge>
          </h3>
          <p className="muted">Messages that were shown and that nothing else on the list would catch.</p>
          <Examples examples={one.examples} />
        </div>
      ))}
    </div>
  );
}

function Examples({ examples }: { readonly examples: readonly KeywordPreviewExample[] }) {
  if (examples.length === 0) return null;
  return (
    <ul>
      {examples.map(({ messageId, roomId, text, at, caughtBy }) => (
        <li key={messageId}>
          “{text}” <Link href={`/watch/${roomId}`}>its room</Link>, <Time iso={at} />
          {caughtBy === undefined ? null : <Badge tone="plain">caught by {caughtBy} today</Badge>}
        </li>
      ))}
    </ul>
  );
}
