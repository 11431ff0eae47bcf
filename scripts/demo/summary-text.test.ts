import type { Summary } from '@halobuzz/core/api/streams';
import { expect, it } from 'vitest';
import { summaryText } from './summary-text.ts';
import { countError, newTally } from './tally.ts';

const summary: Summary = {
  streamId: '01890000-0000-7000-8000-000000000000',
  startedAt: '2026-11-22T10:00:00.000Z',
  endedAt: '2026-11-22T10:05:00.000Z',
  durationSeconds: 300,
  peakViewers: 7,
  uniqueViewers: 9,
  likes: 30,
  gifts: 2,
  coins: '21',
  diamonds: '10',
  topGifters: [{ handle: 'asha_sings', coins: '20' }],
  final: true,
};

it('tells what each broadcast came to, and which did not end', () => {
  const tally = newTally();
  tally.chats = 5;
  countError(tally, { code: 'rate_limited' });
  const text = summaryText(tally, [
    { title: 'Ragas', host: 'bina_beats', outcome: { summary } },
    { title: 'Momo', host: 'hana_cooks', outcome: { summary: { ...summary, final: false, topGifters: [] } } },
    { title: 'Chai', host: 'omar_talks', outcome: { problem: 'no answer' } },
  ]);
  expect(text.split('\n')).toEqual([
    'Broadcasts:',
    '  Ragas (bina_beats): 7 viewers at the peak, 9 in all, 30 likes, 2 gifts worth 21 coins, most from asha_sings (20)',
    '  Momo (hana_cooks): 7 viewers at the peak, 9 in all, 30 likes, 2 gifts worth 21 coins so far',
    '  Chai (omar_talks): not ended: no answer',
    'Bots: 5 chat messages, 0 likes, 0 gifts worth 0 coins',
    'Errors: rate_limited 1',
  ]);
  expect(summaryText(newTally(), [])).toContain('  none');
});
