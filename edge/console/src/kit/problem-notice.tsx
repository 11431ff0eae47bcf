import type { ApiProblem } from '../api/api-problem.ts';
import { Notice } from './notice.tsx';

/** What went wrong, and what can be done about it. `onRetry` where asking again makes sense. */
export function ProblemNotice({
  problem,
  onRetry,
}: {
  readonly problem: ApiProblem;
  readonly onRetry?: (() => void) | undefined;
}) {
  if (problem.code === 'mfa_enrolment_required') {
    return (
      <Notice tone="warning" title="Set up a second factor first">
        Staff work with one alone. <a href="/account/security">Set it up in the app</a>, then reload this page.
      </Notice>
    );
  }
  return (
    <Notice tone={problem.code === 'given_up' ? 'info' : 'error'} title={problem.title}>
      {problem.errors.length === 0 ? null : (
        <ul>
          {problem.errors.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              <code>{field}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {problem.retryAfterMs === undefined ? null : <> Try again in {Math.ceil(problem.retryAfterMs / 1_000)} s. </>}
      {problem.requestId === '' ? null : <span className="muted"> Request {problem.requestId}. </span>}
      {onRetry === undefined ? null : (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </Notice>
  );
}
