import type { CatalogueContent, CatalogueVersion } from '@halobuzz/core/api/catalogue';
import { Badge } from '../../kit/badge.tsx';
import { moneyText } from '../../kit/money-text.ts';
import type { Tone } from '../../kit/notice.tsx';

type State = readonly [words: string, tone: Tone | 'plain'];

/** What a version is at a time, in a word. */
export function stateOf(version: CatalogueVersion, nowMs: number): State {
  const { status, withdrawn, from, replacedAt, content } = version;
  switch (status) {
    case 'draft':
      return ['draft', 'info'];
    case 'waiting':
      return ['waits for a second person', 'warning'];
    case 'rejected':
      return ['rejected', 'plain'];
    case 'discarded':
      return ['discarded', 'plain'];
    case 'published':
      if (from !== undefined && Date.parse(from) > nowMs) return ['from later on', 'info'];
      if (replacedAt !== undefined && Date.parse(replacedAt) <= nowMs) return ['replaced', 'plain'];
      if (withdrawn) return ['off sale', 'plain'];
      if (content.until !== undefined && Date.parse(content.until) <= nowMs) return ['ended', 'plain'];
      return ['on sale', 'success'];
    default:
      return status satisfies never;
  }
}

export function VersionState({ version }: { readonly version: CatalogueVersion }) {
  const [words, tone] = stateOf(version, Date.now());
  return <Badge tone={tone}>{words}</Badge>;
}

/** What it costs, in one line. */
export function priceText(content: CatalogueContent): string {
  if (content.kind === 'gift') return moneyText(content.coins, 'COIN');
  return `${moneyText(content.prices.USD, 'USD')} for ${moneyText(content.coins, 'COIN')}${
    content.bonus === '0' ? '' : ` and ${moneyText(content.bonus, 'COIN')} on top`
  }`;
}

export function whereText({ countries }: CatalogueContent): string {
  if (countries?.only !== undefined) return `only ${countries.only.join(', ')}`;
  return countries?.except === undefined ? 'everywhere' : `all but ${countries.except.join(', ')}`;
}
