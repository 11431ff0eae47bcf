import { type fraudRuleListSchema, fraudRuleSchema } from '@halobuzz/core/api/fraud';
import { type FraudRuleBody, type FraudRuleKind, watchedKinds } from '@halobuzz/core/fraud/fraud-rule';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { AreaField, CheckField, SelectField, TextField } from '../../kit/fields.tsx';
import { DryRun } from './dry-run.tsx';
import { bodyOf, type RuleValues, valuesOf } from './rule-form.ts';
import { actionWords, type ParameterWords, parametersOf, ruleWords } from './rule-words.ts';

type Rule = ReturnType<(typeof fraudRuleListSchema)['parse']>['items'][number];

/** The form of a rule by its kind: tried over the past as often as one likes, then put in force as the next version. */
export function RuleEditor(props: {
  readonly kind: FraudRuleKind;
  /** Absent: a new one, whose name is asked for. */
  readonly id?: string;
  readonly rule?: Rule;
  readonly mayChange: boolean;
  readonly onChanged?: () => void;
}) {
  const { kind, rule, mayChange } = props;
  const [, go] = useLocation();
  const [values, setValues] = useState<RuleValues>(() => valuesOf(kind, rule?.body));
  const [enabled, setEnabled] = useState(rule?.enabled ?? true);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [saving, setSaving] = useState<FraudRuleBody>();
  const set = (name: string) => (value: string) => setValues((before) => ({ ...before, [name]: value }));
  const read = (): FraudRuleBody | undefined => {
    const given = bodyOf(kind, values);
    setErrors('errors' in given ? given.errors : {});
    return 'body' in given ? given.body : undefined;
  };
  const after = rule?.version ?? 0;
  const isWatchedKind = watchedKinds.some((one) => one === kind);
  return (
    <>
      <section className="card stack" aria-labelledby="form">
        <h2 id="form">{mayChange ? 'Change it, or try a change' : 'Try a change'}</h2>
        <SelectField
          label="What it does"
          value={values.action ?? ''}
          error={errors.action}
          options={ruleWords[kind].actions.map((value) => ({ value, label: actionWords[value] }))}
          onChange={set('action')}
        />
        {parametersOf(kind).map(([name, words]) => (
          <Parameter key={name} words={words} value={values[name] ?? ''} error={errors[name]} onChange={set(name)} />
        ))}
        {mayChange ? (
          <>
            <CheckField label="Switched on" checked={enabled} onChange={setEnabled} />
            <div className="row">
              <button type="button" className="primary" onClick={() => setSaving(read())}>
                Put in force: version {after + 1}
              </button>
            </div>
          </>
        ) : null}
      </section>
      {isWatchedKind ? (
        <DryRun inForce={rule?.body} bodyNow={read} />
      ) : (
        <p className="muted">
          This kind decides at the moment somebody pays, spends or asks for a payout: there is no past to try it over.
        </p>
      )}
      {saving === undefined ? null : (
        <ActDialog
          title={
            props.id === undefined ? 'Put the new rule in force' : `Put version ${after + 1} of ${props.id} in force`
          }
          lead={<p>Gateways and origins follow within seconds.</p>}
          fields={props.id === undefined ? [{ name: 'id', label: 'Its name', hint: 'Short, such as gift-loop.' }] : []}
          confirm="Put in force"
          onSubmit={({ values: given, reason }) =>
            call({
              ...{ method: 'PUT', schema: fraudRuleSchema },
              path: `/admin/finance/rules/${encodeURIComponent(props.id ?? given.id ?? '')}`,
              body: { after, enabled, body: saving, reason },
            })
          }
          onDone={(made) => {
            setSaving(undefined);
            props.onChanged?.();
            if (props.id === undefined) go(`/rules/${made.id}`);
          }}
          onClose={() => setSaving(undefined)}
          {...(props.onChanged === undefined ? {} : { onReload: props.onChanged })}
        />
      )}
    </>
  );
}

function Parameter(props: {
  readonly words: ParameterWords;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const { words, value, error, onChange } = props;
  const shared = { label: words.label, value, error, onChange };
  if (words.as !== 'tiers') return <TextField {...shared} type="number" />;
  return (
    <AreaField
      {...shared}
      rows={5}
      hint="A line each: days since the account was made, coins a day, coins a day with a second factor. The first begins at 0."
    />
  );
}
