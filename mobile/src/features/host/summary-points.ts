import type { Summary } from '@halobuzz/core/api/streams';
import type { Catalogue } from '../../i18n/catalogue.ts';
import type { Format } from '../../ui/format.ts';
import type { PlotPoint } from '../../ui/plot-scale.ts';

/** The most viewers at once in each step, by the time since the first. */
export function viewerPoints(
  { stepSeconds, points }: NonNullable<Summary['viewersOverTime']>,
  format: Format,
  words: Catalogue['summary'],
): PlotPoint[] {
  return points.map((value, at) => ({
    at: format.duration(at * stepSeconds),
    value,
    text: words.viewers(format.count(value)),
  }));
}

/** Gifts of each step, in gifts a minute, whatever the step is. */
export function giftPoints(
  { stepSeconds, bars }: NonNullable<Summary['giftsOverTime']>,
  format: Format,
  words: Catalogue['summary'],
  ui: Catalogue['ui'],
): PlotPoint[] {
  return bars.map(({ gifts, coins }, at) => ({
    at: format.duration(at * stepSeconds),
    value: (gifts * 60) / stepSeconds,
    text: words.giftsBar(format.count(gifts), ui.coins(format.amount(coins))),
  }));
}
