import { type LiveFigures, type LiveSpan, liveFiguresSchema, liveSpans } from '@halobuzz/core/api/platform';
import { useMemo } from 'react';
import { SelectFilter } from '../../kit/filters.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { Plot } from '../../kit/plot.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { useRead } from '../../kit/use-read.ts';
import { useCan, useMe } from '../../session/use-me.ts';
import { seriesOf } from './live-series.ts';
import { WaitingWork } from './waiting-work.tsx';

const spanNames: Readonly<Record<LiveSpan, string>> = {
  hour: 'The last hour',
  day: 'The last day',
  month: 'The last month',
};
const looksEveryMs = 15_000;

/** What goes on, and what waits for whom looks. */
export function OverviewPage() {
  const me = useMe();
  return (
    <Page title="Overview" lead={`Signed in as @${me.username}.`}>
      <WaitingWork />
      <Live />
    </Page>
  );
}

function Live() {
  const filters = useFilters({ span: 'hour' });
  const span = liveSpans.find((one) => one === filters.values.span) ?? 'hour';
  const read = useRead({ path: '/admin/live', query: { span }, schema: liveFiguresSchema, everyMs: looksEveryMs });
  return (
    <section className="stack" aria-labelledby="live">
      <div className="row between">
        <h2 id="live">Live</h2>
        <SelectFilter
          label="Time shown"
          name="span"
          filters={filters}
          options={liveSpans.map((value) => ({ value, label: spanNames[value] }))}
        />
      </div>
      <Loaded read={read}>{(figures) => <Plots figures={figures} />}</Loaded>
    </section>
  );
}

function Plots({ figures }: { readonly figures: LiveFigures }) {
  const seesMoney = useCan('see_money');
  // One list of lines as long as the figures are the same: plots are drawn anew when it changes.
  const lines = useMemo(() => seriesOf(figures.points), [figures]);
  return (
    <>
      <p>
        {figures.now === undefined ? (
          'Nobody has counted yet.'
        ) : (
          <>
            <strong className="number">{figures.now.viewers.toLocaleString('en-GB')}</strong> viewers in{' '}
            <strong className="number">{figures.now.broadcasts.toLocaleString('en-GB')}</strong> broadcasts,{' '}
            <span className="muted">
              counted <Time iso={figures.now.at} />
            </span>
          </>
        )}
      </p>
      <div className="grid">
        <Plot title="Viewers" series={lines.viewers} />
        <Plot title="Broadcasts" series={lines.broadcasts} />
        <Plot title="Gifts" unit="a minute" series={lines.gifts} />
        {seesMoney ? <Plot title="Coins given" unit="a minute" series={lines.coins} /> : null}
        <Plot title="Reports" unit="a minute" series={lines.reports} />
        {seesMoney ? <Plot title="Payments" unit="a minute" series={lines.payments} /> : null}
        <Plot title="Sign-ups" unit="a minute" series={lines.signUps} />
      </div>
    </>
  );
}
