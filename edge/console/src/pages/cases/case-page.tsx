import { type CaseView, caseSchema, heldCaseSchema, nextCaseSchema } from '@halobuzz/core/api/cases';
import { limits } from '@halobuzz/core/limits';
import type { CaseOutcome } from '@halobuzz/core/moderation/outcomes';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { type ApiProblem, problemFrom } from '../../api/api-problem.ts';
import { call } from '../../api/call.ts';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { ProblemNotice } from '../../kit/problem-notice.tsx';
import { useSay } from '../../kit/say.tsx';
import { type Read, useRead } from '../../kit/use-read.ts';
import { useCommands } from '../../shell/commands.tsx';
import { CaseContext } from './case-context.tsx';
import { CaseFacts } from './case-facts.tsx';
import { CaseReports } from './case-reports.tsx';
import { reportReasonWords, targetWords } from './case-words.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { HandOverDialog } from './hand-over-dialog.tsx';

/** A decision whose order is under way is looked at again until it is done. */
const lookEveryMs = 5_000;

/** One case: what was reported, by how many, about whom, and the decision. `t` takes it, `d` decides, `n` takes the next. */
export function CasePage() {
  const { id = '' } = useParams<{ id: string }>();
  // Another case is another page: nothing of the one before stays.
  return <OneCase key={id} id={id} />;
}

function OneCase({ id }: { readonly id: string }) {
  const path = `/admin/cases/${id}`;
  const [waits, setWaits] = useState(false);
  const read = useRead({ path, schema: caseSchema, ...(waits ? { everyMs: lookEveryMs } : {}) });
  const pending = read.data?.decision?.orders.some(({ state }) => state === 'pending') === true;
  useEffect(() => setWaits(pending), [pending]);
  const title =
    read.data === undefined ? 'Case' : `${targetWords[read.data.targetKind]}: ${reportReasonWords[read.data.reason]}`;
  return (
    <Page
      title={title}
      actions={read.data === undefined ? null : <CaseActions read={read} one={read.data} path={path} />}
    >
      <Loaded read={read}>
        {(one) => (
          <div className="stack">
            <CaseFacts one={one} />
            <DecisionSection one={one} path={path} onChanged={read.refresh} />
            <CaseReports one={one} path={path} />
            <CaseContext one={one} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function CaseActions({
  read,
  one,
  path,
}: {
  readonly read: Read<CaseView>;
  readonly one: CaseView;
  readonly path: string;
}) {
  const [, go] = useLocation();
  const say = useSay();
  const [problem, setProblem] = useState<ApiProblem>();
  const [handing, setHanding] = useState(false);
  const isOpen = one.state === 'open';
  useRenewedLease(one, path, read.refresh);

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setProblem(undefined);
    try {
      await work();
    } catch (thrown) {
      setProblem(problemFrom(thrown));
      read.refresh();
    }
  };
  const hold = (act: 'take' | 'release', said: string): void =>
    void attempt(async () => {
      await call({ method: 'POST', path: `${path}/${act}`, body: {}, schema: heldCaseSchema });
      say(said);
      read.refresh();
    });
  const next = (): void =>
    void attempt(async () => {
      const found = await call({ method: 'POST', path: '/admin/cases/next', body: {}, schema: nextCaseSchema });
      if (found.case === undefined) say('The queue is empty.');
      go(found.case === undefined ? '/cases' : `/cases/${found.case.id}`);
    });
  useCommands([
    ...(isOpen && !one.mine
      ? [{ id: 'case-take', label: 'Take this case', key: 't', run: () => hold('take', 'The case is yours.') }]
      : []),
    { id: 'case-next', label: 'Take the next case', key: 'n', run: next },
  ]);
  return (
    <>
      {problem === undefined ? null : <ProblemNotice problem={problem} />}
      {isOpen && !one.mine ? (
        <button type="button" className="primary" onClick={() => hold('take', 'The case is yours.')}>
          Take <kbd>t</kbd>
        </button>
      ) : null}
      {isOpen && one.mine ? (
        <>
          <button type="button" onClick={() => setHanding(true)}>
            Hand over
          </button>
          <button type="button" onClick={() => hold('release', 'The case was given back.')}>
            Give back
          </button>
        </>
      ) : null}
      <button type="button" onClick={next}>
        Next case <kbd>n</kbd>
      </button>
      {handing ? (
        <HandOverDialog
          path={path}
          onClose={() => setHanding(false)}
          onDone={() => {
            setHanding(false);
            read.refresh();
          }}
        />
      ) : null}
    </>
  );
}

/** Says to the server that somebody is at it while the page is seen; a lease that was lost shows in the case itself. */
function useRenewedLease({ mine, state }: CaseView, path: string, onLost: () => void): void {
  const lost = useRef(onLost);
  lost.current = onLost;
  useEffect(() => {
    if (!mine || state !== 'open') return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'hidden') return;
      call({ method: 'POST', path: `${path}/renew`, body: {}, schema: heldCaseSchema }).catch(() => lost.current());
    }, limits.caseRenewMs);
    return () => clearInterval(timer);
  }, [mine, state, path]);
}

function DecisionSection({
  one,
  path,
  onChanged,
}: {
  readonly one: CaseView;
  readonly path: string;
  readonly onChanged: () => void;
}) {
  const [chosen, setChosen] = useState<CaseOutcome>();
  return <DecisionPanel {...{ one, path, chosen, onChoose: setChosen, onChanged }} />;
}
