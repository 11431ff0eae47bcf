import type { CaseView } from '@halobuzz/core/api/cases';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Time } from '../../kit/time.tsx';
import { priorityTones, priorityWords, reportReasonWords } from './case-words.ts';

/** Where a picture is served, in its larger size. */
const imagePath = (key: string): string => `/api/v1/images/${key}-large`;

/** Whom it is about and how urgent it is, and what was reported, as it was then. */
export function CaseFacts({ one }: { readonly one: CaseView }) {
  const { snapshot, room } = one;
  const words = [snapshot.text, snapshot.bio].filter((text) => text !== undefined && text !== '');
  return (
    <section className="card" aria-labelledby="reported">
      <h2 id="reported">What was reported</h2>
      {words.map((text) => (
        <blockquote key={text} className="evidence">
          {text}
        </blockquote>
      ))}
      <Facts
        items={[
          { label: 'Priority', value: <Badge tone={priorityTones[one.priority]}>{priorityWords[one.priority]}</Badge> },
          {
            label: 'About',
            value:
              one.accountId === undefined ? (
                'nobody known yet'
              ) : (
                <>
                  <AccountLink id={one.accountId} handle={one.handle} />{' '}
                  {one.staff ? <Badge tone="warning">staff</Badge> : null}
                </>
              ),
          },
          { label: 'Reasons', value: one.reasons.map((reason) => reportReasonWords[reason]).join(', ') },
          snapshot.displayName !== undefined && { label: 'Name shown', value: snapshot.displayName },
          snapshot.title !== undefined && { label: 'Broadcast', value: snapshot.title },
          snapshot.image !== undefined && {
            label: 'Picture',
            value: (
              <a href={imagePath(snapshot.image)} target="_blank" rel="noreferrer">
                Open the picture
              </a>
            ),
          },
          room !== undefined && {
            label: 'Now',
            value: (
              <>
                {room.status === 'live' ? <Badge tone="error">live</Badge> : room.status}, {room.viewers} viewers,{' '}
                <a href={`/rooms/${room.id}`}>@{room.hostHandle}’s broadcast</a>
              </>
            ),
          },
          { label: 'As it was', value: <Time iso={snapshot.at} /> },
          { label: 'Due', value: one.state === 'open' ? <Time iso={one.dueAt} /> : undefined },
          {
            label: 'With',
            value:
              one.held === undefined ? undefined : (
                <>
                  {one.mine ? 'you' : <AccountLink id={one.held.by} handle={one.held.handle} />} until{' '}
                  <Time iso={one.held.until} />
                </>
              ),
          },
        ]}
      />
    </section>
  );
}
