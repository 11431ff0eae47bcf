import { limits } from '@halobuzz/core/limits';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { personOf } from '../../../testing/fixtures.ts';
import { english } from '../../i18n/english.ts';
import type { FeedItem } from './feed.ts';
import { FeedView, type FeedViewProps } from './feed-view.tsx';

const line = (n: number): FeedItem => ({
  ...{ key: `chat:${n}`, mid: `${n}`, from: personOf('c'), text: `line ${n}` },
  ...{ kind: 'chat', reply: undefined },
});
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => line(from + n));
const none = new Map();

function feedOf(feed: readonly FeedItem[], change: Partial<FeedViewProps> = {}) {
  const fixed = { catalogue: none, hostId: undefined, face: 'surface', onPick: () => {}, onName: () => {} } as const;
  return <FeedView feed={feed} deleted={[]} {...fixed} {...change} />;
}

/** Puts the reader `below` pixels above the end of the feed. */
async function scrollTo(below: number): Promise<void> {
  const scroller = screen.getByRole('log').parentElement?.parentElement ?? document.body;
  for (const [name, value] of Object.entries({ scrollHeight: 5_000, offsetHeight: 200, scrollTop: 4_800 - below })) {
    Object.defineProperty(scroller, name, { configurable: true, writable: true, value });
  }
  await act(async () => {
    fireEvent.scroll(scroller);
  });
}
const shown = () => screen.getAllByRole('button', { name: /line \d+/ }).map(({ textContent }) => textContent);

describe('a flood of lines', () => {
  it('draws the last few dozen alone', () => {
    render(feedOf(lines(0, 200)));
    expect(shown()).toHaveLength(limits.clientFeedLinesDrawnMax);
    expect(shown().at(-1)).toContain('line 199');
  });

  it('stands still for who reads back, counts what is new, and loses what is taken away', async () => {
    const { rerender } = render(feedOf(lines(0, 100)));
    await scrollTo(1_000);
    rerender(feedOf(lines(50, 150)));
    expect(shown().at(-1)).toContain('line 99');
    expect(screen.getByRole('button', { name: english.watching.newLines(50) })).toBeTruthy();
    rerender(feedOf(lines(50, 150), { deleted: ['chat:98', 'chat:99'] }));
    expect(shown().at(-1)).toContain('line 97');
    fireEvent.click(screen.getByRole('button', { name: english.watching.newLines(50) }));
    expect(shown().at(-1)).toContain('line 149');
  });

  it('draws older lines as the reader comes near them', async () => {
    render(feedOf(lines(0, 200)));
    await scrollTo(4_700);
    expect(shown().length).toBeGreaterThanOrEqual(2 * limits.clientFeedLinesDrawnMax);
  });

  it('is not read out line by line', () => {
    const { rerender } = render(feedOf(lines(0, 3)));
    rerender(feedOf(lines(0, 4)));
    expect(screen.getByRole('log').getAttribute('aria-live')).toBe('polite');
    rerender(feedOf(lines(0, 40)));
    expect(screen.getByRole('log').getAttribute('aria-live')).toBe('off');
  });

  it('goes from line to line by the keyboard, and opens one', () => {
    const picked: string[] = [];
    render(feedOf(lines(0, 3), { onPick: ({ text }) => picked.push(text) }));
    const log = screen.getByRole('log');
    fireEvent.keyDown(log, { key: 'ArrowUp' });
    expect(document.activeElement?.textContent).toContain('line 2');
    fireEvent.keyDown(log, { key: 'ArrowUp' });
    fireEvent.keyDown(log, { key: 'Enter' });
    expect(picked).toEqual(['line 1']);
    fireEvent.keyDown(log, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toContain('line 2');
  });
});
