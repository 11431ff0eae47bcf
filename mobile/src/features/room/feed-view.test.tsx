import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { personOf } from '../../../testing/fixtures.ts';
import { english } from '../../i18n/english.ts';
import type { FeedItem } from './feed.ts';
import { FeedView, type FeedViewProps } from './feed-view.tsx';

const lines = (count: number): readonly FeedItem[] =>
  Array.from({ length: count }, (_, n) => ({
    kind: 'chat',
    key: `chat:${n}`,
    mid: `${n}`,
    from: personOf('c'),
    text: `line ${n}`,
    reply: undefined,
  }));
const none = new Map();
const nothing = () => {};
const view = (count: number, change: Partial<FeedViewProps> = {}) => (
  <FeedView
    feed={lines(count)}
    deleted={[]}
    catalogue={none}
    hostId={undefined}
    face="surface"
    onPick={nothing}
    onName={nothing}
    {...change}
  />
);

/** Puts the reader `below` pixels above the end of the feed. */
async function scrollTo(below: number): Promise<void> {
  const scroller = screen.getByRole('log').parentElement?.parentElement ?? document.body;
  for (const [name, value] of Object.entries({ scrollHeight: 1_000, offsetHeight: 200, scrollTop: 800 - below })) {
    Object.defineProperty(scroller, name, { configurable: true, writable: true, value });
  }
  await act(async () => {
    fireEvent.scroll(scroller);
  });
}

const newMessages = () => screen.queryByRole('button', { name: /new message/ });

describe('the feed', () => {
  it('invites to say something while it is empty', () => {
    render(view(0));
    expect(screen.getByText(english.room.chatEmpty)).toBeTruthy();
  });

  it('tells of new lines only to a reader who has scrolled back', async () => {
    const { rerender } = render(view(3));
    rerender(view(4));
    expect(newMessages()).toBeNull();
    await scrollTo(400);
    expect(newMessages()).toBeNull();
    rerender(view(5));
    expect(newMessages()).not.toBeNull();
  });

  it('goes to the newest line on request', async () => {
    const { rerender } = render(view(3));
    await scrollTo(400);
    rerender(view(4));
    const button = newMessages();
    if (button !== null) fireEvent.click(button);
    expect(newMessages()).toBeNull();
    rerender(view(5));
    expect(newMessages()).toBeNull();
  });

  it('follows again once the reader is back at the end', async () => {
    const { rerender } = render(view(3));
    await scrollTo(400);
    rerender(view(4));
    await scrollTo(10);
    // Scroll events are gathered: the last of them comes a moment later.
    await waitFor(() => expect(newMessages()).toBeNull());
    rerender(view(5));
    expect(newMessages()).toBeNull();
  });
});
