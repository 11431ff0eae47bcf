import type { CatalogueVersion } from '@halobuzz/core/api/catalogue';
import { fiatCurrencies } from '@halobuzz/core/payments/provider-facts';
import { Facts } from '../../kit/facts.tsx';
import { moneyText } from '../../kit/money-text.ts';
import { Time } from '../../kit/time.tsx';
import { platformNames } from './content-form.ts';
import { whereText } from './version-words.tsx';

/** Everything that a version says. */
export function VersionFacts({ version }: { readonly version: CatalogueVersion }) {
  const { content, from, replacedAt } = version;
  const sale = [
    { label: 'Version', value: version.version },
    { label: 'Where', value: whereText(content) },
    { label: 'Place in the list', value: content.order },
    from !== undefined && { label: 'From', value: <Time iso={from} /> },
    content.until !== undefined && { label: 'Until', value: <Time iso={content.until} /> },
    replacedAt !== undefined && { label: 'Replaced', value: <Time iso={replacedAt} /> },
  ];
  if (content.kind === 'gift') {
    const { names, coins, category } = content;
    return (
      <Facts
        items={[
          { label: 'Price', value: moneyText(coins, 'COIN') },
          { label: 'English', value: names.en },
          { label: 'Nepali', value: names.ne },
          { label: 'Hindi', value: names.hi },
          { label: 'Category', value: category },
          ...sale,
        ]}
      />
    );
  }
  return (
    <Facts
      items={[
        { label: 'Coins', value: moneyText(content.coins, 'COIN') },
        { label: 'On top', value: moneyText(content.bonus, 'COIN') },
        ...fiatCurrencies.map((currency) => ({
          label: currency,
          value: moneyText(content.prices[currency], currency),
        })),
        { label: 'Apple', value: content.appleProduct },
        { label: 'Google', value: content.googleProduct },
        { label: 'Sold on', value: content.platforms.map((platform) => platformNames[platform]).join(', ') },
        ...sale,
      ]}
    />
  );
}
