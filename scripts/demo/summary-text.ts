import type { EndedBroadcast } from './run-demo.ts';
import type { Tally } from './tally.ts';

/** The closing lines: one per broadcast, then what the bots did altogether. */
export function summaryText(tally: Tally, broadcasts: readonly EndedBroadcast[]): string {
  const lines = broadcasts.map(({ title, host, outcome }) => {
    const what = `  ${title} (${host})`;
    if ('problem' in outcome) return `${what}: not ended: ${outcome.problem}`;
    const { summary } = outcome;
    const top = summary.topGifters[0];
    const parts = [
      `${summary.peakViewers} viewers at the peak, ${summary.uniqueViewers} in all`,
      `${summary.likes} likes`,
      `${summary.gifts} gifts worth ${summary.coins} coins${summary.final ? '' : ' so far'}`,
      ...(top === undefined ? [] : [`most from ${top.handle} (${top.coins})`]),
    ];
    return `${what}: ${parts.join(', ')}`;
  });
  const errors = [...tally.errors].map(([code, count]) => `${code} ${count}`);
  return [
    'Broadcasts:',
    ...(lines.length === 0 ? ['  none'] : lines),
    `Bots: ${tally.chats} chat messages, ${tally.likes} likes, ${tally.gifts} gifts worth ${tally.coins} coins`,
    `Errors: ${errors.length === 0 ? 'none' : errors.join(', ')}`,
  ].join('\n');
}
