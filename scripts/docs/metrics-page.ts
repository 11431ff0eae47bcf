import { type LabelBound, type MetricSpec, seriesMaxOf } from '@halobuzz/core/observability/metric-spec';
import { metricCatalogue } from '../../realtime/src/observability/metric-catalogue.ts';
import { code, generatedNotice, page, table } from './markdown.ts';

const sources: Readonly<Record<string, string>> = {
  gateway: 'realtime/src/observability/catalogue/gateway-metrics.ts',
  ledger: 'realtime/src/observability/catalogue/ledger-metrics.ts',
  origin: 'realtime/src/observability/catalogue/origin-metrics.ts',
  'every service': 'realtime/src/observability/catalogue/shared-metrics.ts',
};
/** Longer lists are told by their first values. */
const valuesShownMax = 12;

/** docs/generated/metrics.md: every metric of every part, by the specifications that the code makes its instruments from. */
export function metricsPage(edgeSpecs: readonly MetricSpec[]): string {
  return page([
    generatedNotice,
    '# Metrics',
    'How to read them: [observability/metrics.md](../observability/metrics.md). Every series of gateway, ledger and origin also says `service` and `node`, every series of the edge its ' +
      '`isolate`. A value that is not in a label’s list, or is one too many, is counted as `other`. “Series” is the most that one process can have.',
    ...metricCatalogue.flatMap(({ from, specs }) => section(`Of ${nameOf(from)}`, sources[from] ?? '', specs)),
    ...section('Of the edge', 'edge/src/observability/edge-metric-catalogue.ts', edgeSpecs),
  ]);
}

function nameOf(from: string): string {
  return from === 'every service' ? from : `the ${from}`;
}

function section(title: string, source: string, specs: readonly MetricSpec[]): string[] {
  const rows = specs.map((spec) => [
    code(spec.name),
    spec.type,
    unitOf(spec),
    Object.entries(spec.labels).map(labelText).join('; '),
    String(seriesMaxOf(spec)),
    spec.type === 'histogram' ? `${spec.help} Bounds: ${spec.buckets.join(', ')}.` : spec.help,
  ]);
  return [
    `## ${title}`,
    `Source: \`${source}\`.`,
    table(['name', 'type', 'unit', 'labels', 'series', 'what it tells'], rows),
  ];
}

function labelText([name, bound]: [string, LabelBound]): string {
  if ('of' in bound) return `${code(name)}: ${bound.of}, at most ${bound.atMost}`;
  const shown = bound.slice(0, valuesShownMax).map(code).join(' ');
  return `${code(name)}: ${shown}${bound.length > valuesShownMax ? ` … (${bound.length})` : ''}`;
}

/** The unit that stands last in the name; what is counted where none does. */
function unitOf({ name, type }: MetricSpec): string {
  if (name.endsWith('_timestamp_seconds')) return 'Unix time, s';
  const [, unit] = /_(seconds|bytes|entries)(?:_total)?$/.exec(name) ?? [];
  return unit ?? (type === 'counter' ? 'count' : '');
}
