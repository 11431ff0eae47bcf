import { type CaseView, caseSchema } from '@halobuzz/core/api/cases';
import { limits } from '@halobuzz/core/limits';
import { type CaseOutcome, isTimed } from '@halobuzz/core/moderation/outcomes';
import { type DecisionReason, decisionReasonCodes, decisionReasons } from '@halobuzz/core/moderation/reason-codes';
import { termInWords } from '@halobuzz/core/moderation/statement-of-reasons';
import { useRef } from 'react';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog, type ActField } from '../../kit/act-dialog.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Time } from '../../kit/time.tsx';
import { useCan } from '../../session/use-me.ts';
import { useCommands } from '../../shell/commands.tsx';
import { orderStateTones, orderStateWords, outcomeEffects, outcomesFor, outcomeWords } from './case-words.ts';

const hour = 3_600;
const day = 24 * hour;
const terms = [hour, 6 * hour, day, 3 * day, 7 * day, 14 * day, 30 * day, 90 * day, 365 * day];
const noEnd = 'none';

interface PanelProps {
  readonly one: CaseView;
  readonly path: string;
  readonly chosen: CaseOutcome | undefined;
  readonly onChoose: (outcome: CaseOutcome | undefined) => void;
  readonly onChanged: () => void;
}

/** What was decided; or what may be, as buttons that `d` leads to. Each asks for rule, time and note before it does anything. */
export function DecisionPanel({ one, path, chosen, onChoose, onChanged }: PanelProps) {
  const first = useRef<HTMLButtonElement>(null);
  const full = useCan('ban_for_good');
  const mayDecide = one.state === 'open' && (!one.staff || full);
  useCommands(
    mayDecide ? [{ id: 'case-decide', label: 'Decide this case', key: 'd', run: () => first.current?.focus() }] : [],
  );
  if (one.decision !== undefined) return <Decided decision={one.decision} />;
  return (
    <section className="card" aria-labelledby="decision">
      <h2 id="decision">Decision</h2>
      {one.staff && !full ? (
        <Notice tone="warning" title="One of our staff">
          An admin decides this case.
        </Notice>
      ) : one.held !== undefined && !one.mine ? (
        <Notice tone="info" title="Somebody is at it">
          <AccountLink id={one.held.by} handle={one.held.handle} /> has this case until <Time iso={one.held.until} />.
        </Notice>
      ) : (
        <>
          <p className="muted">
            Choose an outcome: <kbd>d</kbd> leads here, the next step asks for the rule and a note.
          </p>
          <div className="row">
            {outcomesFor(one).map((outcome, at) => (
              <button
                key={outcome}
                type="button"
                ref={at === 0 ? first : undefined}
                className={outcome === 'ban' || outcome === 'end_broadcast' ? 'danger' : ''}
                onClick={() => onChoose(outcome)}
              >
                {outcomeWords[outcome]}
              </button>
            ))}
          </div>
        </>
      )}
      {chosen === undefined ? null : (
        <ActDialog
          key={chosen}
          title={`${outcomeWords[chosen]}${one.handle === undefined ? '' : `: @${one.handle}`}`}
          lead={<p>{outcomeEffects[chosen]}</p>}
          danger={chosen !== 'no_violation'}
          fields={fieldsFor(chosen, full)}
          reason="Note for colleagues"
          reasonName="note"
          confirm={outcomeWords[chosen]}
          done="The case is decided."
          onSubmit={({ values, reason: note }) =>
            call({
              ...{ method: 'POST', path: `${path}/decision`, schema: caseSchema },
              body: bodyOf(one.version, chosen, values, note),
            })
          }
          onDone={() => {
            onChoose(undefined);
            onChanged();
          }}
          onClose={() => onChoose(undefined)}
          onReload={() => {
            onChoose(undefined);
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function fieldsFor(outcome: CaseOutcome, full: boolean): readonly ActField[] {
  if (outcome === 'no_violation') return [];
  const rule: ActField = {
    ...{ name: 'reason', label: 'Rule that it breaks', kind: 'select', initial: '' },
    options: [
      { value: '', label: 'Choose a rule' },
      ...decisionReasonCodes.map((code: DecisionReason) => ({ value: code, label: decisionReasons[code].paragraph })),
    ],
    hint: 'The person is told this rule, with the statement of reasons.',
  };
  if (!isTimed(outcome)) return [rule];
  const longest = outcome === 'ban' && !full ? limits.moderatorBanSecondsMax : limits.sanctionSecondsMax;
  const time: ActField = {
    ...{ name: 'seconds', label: 'For how long', kind: 'select', initial: String(day) },
    options: [
      ...terms
        .filter((seconds) => seconds <= longest)
        .map((seconds) => ({ value: String(seconds), label: termInWords(seconds) })),
      ...(outcome === 'ban' && full ? [{ value: noEnd, label: termInWords(undefined) }] : []),
    ],
  };
  return [rule, time];
}

function bodyOf(version: number, outcome: CaseOutcome, values: Readonly<Record<string, string>>, note: string) {
  const { reason, seconds } = values;
  return {
    ...{ version, outcome, note },
    ...(reason === undefined ? {} : { reason }),
    ...(seconds === undefined || seconds === noEnd ? {} : { seconds: Number(seconds) }),
  };
}

function Decided({ decision }: { readonly decision: NonNullable<CaseView['decision']> }) {
  const { outcome, reason, seconds, note, statement, by, handle, at, orders, appeal } = decision;
  return (
    <section className="card" aria-labelledby="decision">
      <h2 id="decision">Decision</h2>
      <Facts
        items={[
          { label: 'Outcome', value: <strong>{outcomeWords[outcome]}</strong> },
          isTimed(outcome) && { label: 'Time', value: termInWords(seconds) },
          reason !== undefined && { label: 'Rule', value: decisionReasons[reason].paragraph },
          { label: 'By', value: <AccountLink id={by} handle={handle} /> },
          { label: 'When', value: <Time iso={at} /> },
          { label: 'Note', value: note },
          appeal !== undefined && { label: 'Appeal', value: appeal },
        ]}
      />
      {orders.length === 0 ? null : (
        <ul>
          {orders.map((order) => (
            <li key={order.id}>
              {outcomeWords[order.kind]}:{' '}
              <Badge tone={orderStateTones[order.state]}>{orderStateWords[order.state]}</Badge>
              {order.problem === undefined ? null : ` ${order.problem}`}
            </li>
          ))}
        </ul>
      )}
      {statement === undefined ? null : (
        <details>
          <summary>What the person is told</summary>
          <p>{statement}</p>
        </details>
      )}
    </section>
  );
}
