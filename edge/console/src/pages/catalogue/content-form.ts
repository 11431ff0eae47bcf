import { type CatalogueContent, type CatalogueKind, giftCategories, salePlatforms } from '@halobuzz/core/api/catalogue';
import { fiatCurrencies } from '@halobuzz/core/payments/provider-facts';
import type { ActField } from '../../kit/act-dialog.tsx';
import { isoOfLocal, localTimeOf } from './local-time.ts';

type Values = Readonly<Record<string, string>>;

/** How each place of sale is called. */
export const platformNames = { ios: 'iOS (Apple)', android: 'Android (Google)', web: 'Web (cards)' } as const;
const platformKey = (platform: (typeof salePlatforms)[number]) => `platform-${platform}`;

/** The fields of a version, as the API names them, filled with those of the version before. */
export function contentFields(kind: CatalogueKind, before: CatalogueContent | undefined): readonly ActField[] {
  const only = before?.countries?.only;
  const listed = only ?? before?.countries?.except;
  const sale: readonly ActField[] = [
    {
      ...{ name: 'content.order', label: 'Place in the list', kind: 'number' },
      ...{ hint: 'Lower ones stand first.', initial: String(before?.order ?? 100) },
    },
    {
      ...{ name: 'where', label: 'Sold in', kind: 'select', required: false },
      initial: listed === undefined ? '' : only === undefined ? 'except' : 'only',
      options: [
        { value: '', label: 'All countries' },
        { value: 'only', label: 'These countries only' },
        { value: 'except', label: 'All but these countries' },
      ],
    },
    {
      ...{ name: 'content.countries', label: 'Countries', required: false, initial: listed?.join(' ') ?? '' },
      hint: 'Two letters each, such as NP IN.',
    },
    {
      ...{ name: 'content.until', label: 'Sold until', kind: 'datetime-local', required: false },
      initial: localTimeOf(before?.until),
    },
  ];
  return [...(kind === 'gifts' ? giftFields(before) : packageFields(before)), ...sale];
}

function giftFields(before: CatalogueContent | undefined): readonly ActField[] {
  const gift = before?.kind === 'gift' ? before : undefined;
  const hint = 'Without one, the English is shown.';
  return [
    { name: 'content.names.en', label: 'Name in English', initial: gift?.names.en ?? '' },
    { name: 'content.names.ne', label: 'Name in Nepali', required: false, initial: gift?.names.ne ?? '', hint },
    { name: 'content.names.hi', label: 'Name in Hindi', required: false, initial: gift?.names.hi ?? '', hint },
    { name: 'content.emoji', label: 'Emoji', initial: gift?.emoji ?? '', hint: 'Shown until the picture is there.' },
    { name: 'content.coins', label: 'Coins', kind: 'number', initial: gift?.coins ?? '' },
    {
      ...{ name: 'content.category', label: 'Category', kind: 'select', initial: gift?.category ?? 'popular' },
      options: giftCategories.map((value) => ({ value, label: value })),
    },
  ];
}

function packageFields(before: CatalogueContent | undefined): readonly ActField[] {
  const sold = before?.kind === 'package' ? before : undefined;
  return [
    { name: 'content.coins', label: 'Coins', kind: 'number', initial: sold?.coins ?? '' },
    { name: 'content.bonus', label: 'Bonus coins', kind: 'number', initial: sold?.bonus ?? '0' },
    ...fiatCurrencies.map((currency): ActField => {
      const name = `content.prices.${currency}`;
      const hint = 'In hundredths: 499 is 4.99.';
      return { name, label: `Price in ${currency}`, kind: 'number', initial: sold?.prices[currency] ?? '', hint };
    }),
    { name: 'content.appleProduct', label: 'Product at Apple', initial: sold?.appleProduct ?? '' },
    { name: 'content.googleProduct', label: 'Product at Google', initial: sold?.googleProduct ?? '' },
    ...salePlatforms.map((platform): ActField => {
      const initial = sold === undefined || sold.platforms.includes(platform) ? 'true' : '';
      return { name: platformKey(platform), label: `Sold on ${platformNames[platform]}`, kind: 'check', initial };
    }),
  ];
}

/** What was filled in, as the API takes it. What is wrong is said by the API, at the field's own name. */
export function contentOf(kind: CatalogueKind, values: Values, image: string | undefined): object {
  const text = (name: string): string => (values[`content.${name}`] ?? '').trim();
  const list = text('countries')
    .toUpperCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const until = isoOfLocal(text('until'));
  const shared = {
    ...{ coins: text('coins'), order: Number(text('order')) },
    ...(values.where === 'only' || values.where === 'except' ? { countries: { [values.where]: list } } : {}),
    ...(until === undefined ? {} : { until }),
  };
  if (kind === 'packages') {
    return {
      ...{ kind: 'package', bonus: text('bonus'), ...shared },
      prices: Object.fromEntries(fiatCurrencies.map((currency) => [currency, text(`prices.${currency}`)])),
      ...{ appleProduct: text('appleProduct'), googleProduct: text('googleProduct') },
      platforms: salePlatforms.filter((platform) => values[platformKey(platform)] === 'true'),
    };
  }
  const [ne, hi] = [text('names.ne'), text('names.hi')];
  return {
    ...{ kind: 'gift', emoji: text('emoji'), category: text('category'), ...shared },
    names: { en: text('names.en'), ...(ne === '' ? {} : { ne }), ...(hi === '' ? {} : { hi }) },
    ...(image === undefined ? {} : { image }),
  };
}
