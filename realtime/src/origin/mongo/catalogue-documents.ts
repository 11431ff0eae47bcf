import {
  type CatalogueContent,
  type CatalogueKind,
  type CatalogueStatus,
  type GiftContent,
  giftContentSchema,
  type PackageContent,
  packageContentSchema,
} from '@halobuzz/core/api/catalogue';
import { fiatCurrencies } from '@halobuzz/core/payments/provider-facts';
import type { StoredVersion, VersionChange } from '../catalogue/catalogue-store.ts';

/** What no newer version ends: the end of time as JavaScript has it. */
const never = new Date(8_640_000_000_000_000);

type Act = Omit<StoredVersion['history'][number], 'atMs'> & { readonly at: Date };
type Fields = Readonly<Record<string, unknown>>;

/** One version as stored in `gifts` or `coin_packages`; beside these, the fields of its content. */
export interface CatalogueDocument {
  readonly _id: string;
  readonly giftId?: string;
  readonly packageId?: string;
  readonly version: number | bigint;
  readonly status: CatalogueStatus;
  readonly withdrawn: boolean;
  readonly from?: Date;
  readonly until?: Date;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly order: number | bigint;
  readonly endsAt: Date;
  readonly history: readonly Act[];
  readonly createdAt: Date;
}

/** Where each kind is kept, and which field names the thing. */
export const placeOf = {
  gifts: { collection: 'gifts', idField: 'giftId' },
  packages: { collection: 'coin_packages', idField: 'packageId' },
} as const satisfies Readonly<Record<CatalogueKind, { readonly collection: string; readonly idField: string }>>;

export function documentOf(kind: CatalogueKind, stored: StoredVersion): CatalogueDocument {
  const { id, version, withdrawn, content, history } = stored;
  const { order, countries, until } = content;
  const [first] = history;
  return {
    ...{ _id: `${id}:${version}`, [placeOf[kind].idField]: id, version, withdrawn, order },
    ...(content.kind === 'gift' ? giftFields(content) : packageFields(content)),
    ...(until === undefined ? {} : { until: new Date(until) }),
    ...(countries?.only === undefined ? {} : { only: countries.only }),
    ...(countries?.except === undefined ? {} : { except: countries.except }),
    createdAt: new Date(first?.atMs ?? 0),
    ...changeOf(stored),
  };
}

/** What may change of a version. */
export function changeOf({ status, fromMs, endsMs, history }: VersionChange) {
  return {
    status,
    ...(fromMs === undefined ? {} : { from: new Date(fromMs) }),
    endsAt: endsMs === undefined ? never : new Date(endsMs),
    history: history.map(({ atMs, ...act }) => ({ ...act, at: new Date(atMs) })),
  };
}

export function storedOf(kind: CatalogueKind, document: CatalogueDocument): StoredVersion {
  const { version, status, withdrawn, from, endsAt, history } = document;
  return {
    ...{ id: document[placeOf[kind].idField] ?? '', version: Number(version), status, withdrawn },
    content: contentOf(kind, document as CatalogueDocument & Fields), // a document has any field, as its collection says
    fromMs: from?.getTime(),
    endsMs: endsAt.getTime() === never.getTime() ? undefined : endsAt.getTime(),
    history: history.map(({ at, ...act }) => ({ ...act, atMs: at.getTime() })),
  };
}

function giftFields({ names, emoji, image, coins, category }: GiftContent): Fields {
  return { names, emoji, ...(image === undefined ? {} : { image }), coins: BigInt(coins), category };
}

function packageFields(content: PackageContent): Fields {
  const { coins, bonus, prices, appleProduct, googleProduct, platforms } = content;
  const sums = Object.fromEntries(fiatCurrencies.map((currency) => [currency, BigInt(prices[currency])]));
  return { coins: BigInt(coins), bonus: BigInt(bonus), prices: sums, appleProduct, googleProduct, platforms };
}

/** As the schema has it: sums as text, times in ISO 8601. What the store holds went through the schema when it was written. */
function contentOf(kind: CatalogueKind, document: CatalogueDocument & Fields): CatalogueContent {
  const { only, except, until, order } = document;
  const sale = {
    order: Number(order),
    ...(only === undefined ? {} : { countries: { only: [...only] } }),
    ...(except === undefined ? {} : { countries: { except: [...except] } }),
    ...(until === undefined ? {} : { until: until.toISOString() }),
  };
  const { names, emoji, image, category } = document;
  const coins = String(document.coins);
  if (kind === 'gifts') return giftContentSchema.parse({ kind: 'gift', names, emoji, image, category, coins, ...sale });
  const { bonus, appleProduct, googleProduct, platforms } = document;
  const prices = Object.fromEntries(
    Object.entries(document.prices ?? {}).map(([currency, sum]) => [currency, String(sum)]),
  );
  const products = { appleProduct, googleProduct, platforms };
  return packageContentSchema.parse({ kind: 'package', coins, bonus: String(bonus), prices, ...products, ...sale });
}
