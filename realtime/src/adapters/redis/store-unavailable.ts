/**
 * Whether an error means that a Redis could not be asked, or answered that it cannot serve now; anything else is a bug.
 * ioredis 6 and the server's own refusals, by name and message.
 */
export function isStoreUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'MaxRetriesPerRequestError' || error.name === 'AbortError') return true;
  if (
    'code' in error &&
    typeof error.code === 'string' &&
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_)/.test(error.code)
  ) {
    return true;
  }
  return (
    /^(Connection is closed|Stream isn't writeable|Command timed out|no connection)/.test(error.message) ||
    /^(LOADING|OOM|READONLY|MISCONF|MASTERDOWN|CLUSTERDOWN|BUSY|NOREPLICAS)\b/.test(error.message)
  );
}
