import { accountRegions } from '@halobuzz/core/ids';
import { codesBesideIso, countryGroups, regionNames, regionSpecs, unplaced } from '@halobuzz/core/regions/region-table';
import { countries } from '@halobuzz/core/regions/regions';
import { code, generatedNotice, page, table } from './markdown.ts';

/** docs/generated/regions.md: every region, and every country's way. */
export function regionsPage(): string {
  const regions = regionNames.map((name) => {
    const { place, gatewayRegion, inEurope } = regionSpecs[name];
    return [code(name), place, code(gatewayRegion), inEurope ? 'yes' : ''];
  });
  const ways = [...countryGroups, ...codesBesideIso, unplaced].map((group) => [
    group.name,
    code(group.region),
    group.fallbacks.map(code).join(', '),
    code(group.agoraArea),
    accountRegions[group.home],
    group.staysInEurope ? 'yes' : '',
    group.countries,
  ]);
  return page([
    generatedNotice,
    '# Regions',
    'Source: `core/src/regions/region-table.ts`. What it means: [regions.md](../regions.md).',
    table(['region', 'where', 'label of its gateways', 'in Europe'], regions),
    `All ${countries.length} countries of ISO 3166-1, then the codes beside them that address databases use, then everybody else.`,
    table(
      [
        'countries',
        'broadcasts open in',
        'else in, in this order',
        "Agora's area",
        'account',
        'stays in Europe',
        'codes',
      ],
      ways,
    ),
  ]);
}
