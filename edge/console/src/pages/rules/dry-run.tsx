import { fraudPreviewSchema } from '@halobuzz/core/api/fraud';
import type { FraudRuleBody } from '@halobuzz/core/fraud/fraud-rule';
import { useEffect, useRef, useState } from 'react';
import { type ApiProblem, problemFrom } from '../../api/api-problem.ts';
import { call } from '../../api/call.ts';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { SelectField } from '../../kit/fields.tsx';
import { ProblemNotice } from '../../kit/problem-notice.tsx';
import { Time } from '../../kit/time.tsx';
import { type AskPreview, type Compared, compareTrials, tryRule } from './try-rule.ts';

const ask: AskPreview = (body, days, after) =>
  call({
    ...{ method: 'POST', path: '/admin/finance/rules/preview', schema: fraudPreviewSchema },
    body: { body, days, ...(after === undefined ? {} : { after }) },
  });
const dayOptions = ['1', '3', '7', '14', '30'].map((value) => ({
  value,
  label: value === '1' ? 'the last day' : `the last ${value} days`,
}));
const nothing = { ids: new Set<string>(), shown: new Map<string, never>() };
const byWords = { both: ['both', 'plain'], new: ['only by this', 'success'], old: ['no more', 'warning'] } as const;

/**
 * Tries a rule over the past beside the one in force: nothing is kept and nobody is stopped. `bodyNow` reads the form, and
 * says what is wrong with it there.
 */
export function DryRun(props: {
  readonly inForce: FraudRuleBody | undefined;
  readonly bodyNow: () => FraudRuleBody | undefined;
}) {
  const [days, setDays] = useState('7');
  const [looked, setLooked] = useState<number>();
  const [compared, setCompared] = useState<Compared>();
  const [problem, setProblem] = useState<ApiProblem>();
  const run = useRef(0);
  useEffect(
    () => () => {
      run.current += 1;
    },
    [],
  );
  const start = async (): Promise<void> => {
    const body = props.bodyNow();
    if (body === undefined) return;
    run.current += 1;
    const mine = run.current;
    const isStopped = () => run.current !== mine;
    setProblem(undefined);
    setCompared(undefined);
    setLooked(0);
    try {
      const options = { days: Number(days), isStopped };
      let first = 0;
      const onFirst = (so: number): void => {
        first = so;
        setLooked(so);
      };
      const next = await tryRule(ask, body, { ...options, onProgress: onFirst });
      const before =
        props.inForce === undefined
          ? nothing
          : await tryRule(ask, props.inForce, { ...options, onProgress: (more) => setLooked(first + more) });
      if (next !== undefined && before !== undefined && !isStopped()) setCompared(compareTrials(next, before));
    } catch (thrown) {
      if (!isStopped()) setProblem(problemFrom(thrown));
    }
    if (!isStopped()) setLooked(undefined);
  };
  const stop = (): void => {
    run.current += 1;
    setLooked(undefined);
  };
  return (
    <section className="card stack" aria-labelledby="dry-run">
      <h2 id="dry-run">What it would have found</h2>
      <p className="muted">Looks through what was committed. Nothing is kept, and nobody is stopped.</p>
      <div className="filters">
        <SelectField label="Over" value={days} options={dayOptions} onChange={setDays} />
        {looked === undefined ? (
          <button type="button" onClick={() => void start()}>
            Try it
          </button>
        ) : (
          <button type="button" onClick={stop}>
            Stop
          </button>
        )}
      </div>
      <p role="status">
        {looked === undefined ? '' : `Looking… ${looked.toLocaleString('en-GB')} hourly sums so far.`}
      </p>
      {problem === undefined ? null : <ProblemNotice problem={problem} />}
      {compared === undefined ? null : <Outcome compared={compared} against={props.inForce !== undefined} />}
    </section>
  );
}

function Outcome({ compared, against }: { readonly compared: Compared; readonly against: boolean }) {
  const { both, onlyNew, onlyOld, shown } = compared;
  return (
    <>
      <ul className="counts">
        <li>
          <strong>{both + onlyNew}</strong> found
        </li>
        {against ? (
          <>
            <li>
              <strong>{both}</strong> by the rule in force too
            </li>
            <li>
              <strong>{onlyNew}</strong> by this alone
            </li>
            <li>
              <strong>{onlyOld}</strong> by the rule in force alone
            </li>
          </>
        ) : null}
      </ul>
      <DataTable
        caption="Some of them, the highest score first"
        showCaption
        rows={shown}
        rowKey={({ finding }) => finding.id}
        empty="Nothing would have been found."
        columns={[
          { key: 'score', title: 'Score', align: 'end', cell: ({ finding }) => finding.score },
          { key: 'by', title: 'Found', cell: ({ by }) => <Badge tone={byWords[by][1]}>{byWords[by][0]}</Badge> },
          { key: 'end', title: 'Until', cell: ({ finding }) => <Time iso={finding.windowEnd} /> },
          { key: 'text', title: 'What', cell: ({ finding }) => finding.text },
        ]}
      />
    </>
  );
}
