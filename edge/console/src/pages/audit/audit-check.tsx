import { auditCheckSchema, type AuditCheck as Check } from '@halobuzz/core/api/audit';
import { type FormEvent, useState } from 'react';
import { Badge } from '../../kit/badge.tsx';
import { TextField } from '../../kit/fields.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';

const looksEveryMs = 60_000;

interface Noted {
  readonly sequence: string;
  readonly head: string;
}

/** Whether the log is whole, and the head to note elsewhere: a log that was written anew as a whole is told by that alone. */
export function AuditCheck() {
  const [noted, setNoted] = useState<Noted>();
  const read = useRead({
    path: '/admin/audit/check',
    ...(noted === undefined ? {} : { query: { sequence: noted.sequence, head: noted.head } }),
    schema: auditCheckSchema,
    everyMs: looksEveryMs,
  });
  return (
    <section className="card stack" aria-labelledby="whole">
      <h2 id="whole">Is the log whole?</h2>
      <Loaded read={read}>{(check) => <Verdict check={check} />}</Loaded>
      <NotedForm onCompare={setNoted} />
    </section>
  );
}

function Verdict({ check }: { readonly check: Check }) {
  const { verdict, broken, sound, walked, records } = check;
  return (
    <>
      {verdict === 'broken' && broken !== undefined ? (
        <Notice tone="error" title={`Broken at record ${broken.sequence}`}>
          {broken.problem}. Seen first <Time iso={broken.at} />. Leave the database untouched and call security.
        </Notice>
      ) : null}
      {verdict === 'sound' && sound !== undefined ? (
        <p>
          <Badge tone="success">Whole</Badge> {sound.records.toLocaleString('en-GB')} records, looked through{' '}
          <Time iso={sound.at} />.
        </p>
      ) : null}
      {verdict === 'unfinished' ? (
        <p>
          <Badge tone="warning">Not looked through yet</Badge> {walked.records.toLocaleString('en-GB')} of{' '}
          {records.toLocaleString('en-GB')} records so far.
        </p>
      ) : null}
      {sound === undefined ? null : (
        <p className="muted">
          Head at record {sound.records}: <code>{sound.head}</code>. Note both outside of this system.
        </p>
      )}
      {check.noted === undefined ? null : <NotedVerdict noted={check.noted} />}
    </>
  );
}

function NotedVerdict({ noted }: { readonly noted: NonNullable<Check['noted']> }) {
  switch (noted) {
    case 'stands':
      return (
        <Notice tone="success" title="It stands">
          The log up to that record is the one that you noted.
        </Notice>
      );
    case 'differs':
      return (
        <Notice tone="error" title="It is another log">
          At that record stands another hash: the log was written anew since you noted it.
        </Notice>
      );
    case 'missing':
      return (
        <Notice tone="error" title="It is not there">
          The log has no such record any more: its end was cut off.
        </Notice>
      );
    default:
      return noted satisfies never;
  }
}

function NotedForm({ onCompare }: { readonly onCompare: (noted: Noted) => void }) {
  const [sequence, setSequence] = useState('');
  const [head, setHead] = useState('');
  const [error, setError] = useState<string>();
  const compare = (event: FormEvent): void => {
    event.preventDefault();
    const isNoted = /^[1-9][0-9]{0,14}$/.test(sequence.trim()) && /^[0-9a-f]{64}$/.test(head.trim());
    setError(isNoted ? undefined : 'Give the number of the record, and its 64 hexadecimal digits.');
    if (isNoted) onCompare({ sequence: sequence.trim(), head: head.trim() });
  };
  return (
    <details className="no-print">
      <summary>Compare with a head that was noted before</summary>
      <form className="filters" onSubmit={compare} noValidate>
        <TextField label="Record" inputMode="numeric" value={sequence} onChange={setSequence} />
        <TextField label="Head" value={head} error={error} onChange={setHead} />
        <button type="submit">Compare</button>
      </form>
    </details>
  );
}
