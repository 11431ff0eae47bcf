import { limits } from '@halobuzz/core/limits';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { atIso, streamOf, summaryOf, uuidOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { SummaryScreen } from './summary-screen.tsx';

const words = english.summary;
const id = uuidOf(1);
const plots = {
  viewersOverTime: { from: atIso, stepSeconds: 40, points: [3, 40, 12] },
  giftsOverTime: {
    from: atIso,
    stepSeconds: 120,
    bars: [
      { gifts: 0, coins: '0' },
      { gifts: 6, coins: '4500' },
    ],
  },
};
const stream = () => success(streamOf(1, { status: 'ended', title: 'Evening ragas' }));

async function open(summary: () => ReturnType<typeof success>) {
  return renderScreen(<SummaryScreen id={id} />, {
    routes: { [`GET /streams/${id}`]: stream, [`GET /streams/${id}/summary`]: summary },
  });
}

it('shows what it came to, and who gave most', async () => {
  const { shared } = await open(() => success({ ...summaryOf({ newFollowers: 8 }), ...plots }));
  expect(await screen.findByRole('heading', { name: 'Evening ragas', level: 1 })).toBeTruthy();
  for (const [label, value] of [
    [english.ended.duration, '1:02:03'],
    [english.ended.peak, '40'],
    [english.ended.diamonds, '2,255'],
    [words.newFollowers, '8'],
  ]) {
    expect(screen.getByLabelText(`${label}: ${value}`)).toBeTruthy();
  }
  expect(within(screen.getByRole('list', { name: words.topGifters })).getByText('4,000 coins')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: words.share }));
  await waitFor(() =>
    expect(shared).toEqual([
      { title: words.shareText('Evening ragas', '40'), url: 'https://edge.example/people/host' },
    ]),
  );
});

it('reads its plots out by keys, and as tables', async () => {
  await open(() => success({ ...summaryOf(), ...plots }));
  const viewers = await screen.findByRole('slider', { name: new RegExp(words.viewersOverTime) });
  expect(viewers.getAttribute('aria-valuetext'), 'the highest at first').toBe(words.at('0:40', words.viewers('40')));
  fireEvent.keyDown(viewers, { key: 'ArrowRight' });
  expect(viewers.getAttribute('aria-valuetext')).toBe(words.at('1:20', words.viewers('12')));
  fireEvent.keyDown(viewers, { key: 'ArrowRight' });
  expect(viewers.getAttribute('aria-valuenow'), 'no further than the last').toBe('3');
  fireEvent.keyDown(viewers, { key: 'Home' });
  expect(viewers.getAttribute('aria-valuetext')).toBe(words.at('0:00', words.viewers('3')));
  fireEvent.click(screen.getByRole('button', { name: `${words.showTable}: ${words.giftsOverTime}` }));
  const rows = within(screen.getByRole('table', { name: words.giftsOverTime })).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    `${words.time}${words.value}`,
    `0:00${words.giftsBar('0', '0 coins')}`,
    `2:00${words.giftsBar('6', '4,500 coins')}`,
  ]);
});

it('follows the sums until they are final', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let final = false;
  try {
    const { server } = await open(() => success({ ...summaryOf({ final, coins: final ? '9000' : '100' }) }));
    await vi.waitFor(() => expect(screen.getByText(words.settling)).toBeTruthy());
    expect(screen.getByText(words.giftsLater)).toBeTruthy();
    final = true;
    await vi.advanceTimersByTimeAsync(limits.clientSummaryPollPeriodMs);
    await vi.waitFor(() => expect(screen.getByLabelText(`${english.ended.coins}: 9,000`)).toBeTruthy());
    expect(screen.queryByText(words.settling)).toBeNull();
    const asked = server.count(`GET /streams/${id}/summary`);
    await vi.advanceTimersByTimeAsync(10 * limits.clientSummaryPollPeriodMs);
    expect(server.count(`GET /streams/${id}/summary`)).toBe(asked);
  } finally {
    vi.useRealTimers();
  }
});

it('leads back into a broadcast that is not over', async () => {
  await open(() => problem(409, 'summary_not_ready'));
  expect(await screen.findByText(words.notReady)).toBeTruthy();
  expect(screen.getByRole('link', { name: english.live.goBack }).getAttribute('href')).toBe(`/room/${id}`);
});

it('says so where nothing was noted', async () => {
  await open(() => success(summaryOf({ topGifters: [], gifts: 0 })));
  expect(await screen.findByText(words.noViewers)).toBeTruthy();
  expect(screen.getAllByText(words.noGifts)).toHaveLength(2);
});
