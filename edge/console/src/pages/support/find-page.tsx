import { staffAccountSchema } from '@halobuzz/core/api/admin';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { type ApiProblem, problemFrom } from '../../api/api-problem.ts';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { TextField } from '../../kit/fields.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page } from '../../kit/page.tsx';
import { ProblemNotice } from '../../kit/problem-notice.tsx';
import { useCan } from '../../session/use-me.ts';
import { findRequestOf } from './find-request.ts';
import { useRecentFinds } from './use-recent-finds.ts';

/** Finds a person by what they name: their handle, their address, or the account id of a report or a log. */
export function FindPage() {
  const byEmail = useCan('see_email');
  const [, go] = useLocation();
  const { recent, note } = useRecentFinds();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<ApiProblem>();
  const [missed, setMissed] = useState('');
  const [busy, setBusy] = useState(false);

  const find = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = findRequestOf(text);
    if (body === undefined || busy) return;
    setBusy(true);
    setProblem(undefined);
    setMissed('');
    try {
      const found = await call({ method: 'POST', path: '/admin/accounts/find', body, schema: staffAccountSchema });
      note(found);
      go(`/accounts/${found.accountId}`);
    } catch (thrown) {
      const wrong = problemFrom(thrown);
      if (wrong.code === 'not_found') setMissed(text.trim());
      else setProblem(wrong);
      setBusy(false);
    }
  };

  return (
    <Page title="Find a person" lead="Every look-up is recorded, whether it finds somebody or not.">
      <form className="stack narrow" onSubmit={(event) => void find(event)}>
        <TextField
          label={byEmail ? 'Handle, e-mail address or account id' : 'Handle or account id'}
          type="search"
          autoFocus
          value={text}
          onChange={setText}
        />
        <div className="row">
          <button type="submit" className="primary" aria-disabled={busy}>
            {busy ? 'Looking…' : 'Find'}
          </button>
        </div>
        {problem === undefined ? null : <ProblemNotice problem={problem} />}
        {missed === '' ? null : (
          <Notice tone="info" title="Nobody found">
            No account goes by “{missed}” now. A handle may have been changed, an address never proven.
          </Notice>
        )}
      </form>
      {recent.length === 0 ? null : (
        <section aria-labelledby="recent-finds">
          <h2 id="recent-finds">Looked at in this window</h2>
          <ul>
            {recent.map(({ accountId, username }) => (
              <li key={accountId}>
                <AccountLink id={accountId} handle={username} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
