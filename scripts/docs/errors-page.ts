import { type ErrorSpec, errorCodes, type Retry } from '@halobuzz/core/errors/codes';
import { code, generatedNotice, page, table } from './markdown.ts';

const retryMeanings: Readonly<Record<Retry, string>> = {
  never: 'the same request fails again: show the text',
  later: 'back off with full jitter, then repeat',
  after_refresh: 'get a new token or ticket, then repeat',
};

const entries: readonly (readonly [string, ErrorSpec])[] = Object.entries(errorCodes);

/** docs/generated/errors.md: every code, as HTTP and sockets answer it. */
export function errorsPage(): string {
  return page([
    generatedNotice,
    '# Errors',
    'Source: `core/src/errors/codes.ts`. HTTP answers with `application/problem+json` (RFC 9457), sockets with an error reply that ' +
      'carries the same code, or by closing with the code in the third column.',
    '## What `retry` asks for',
    table(
      ['retry', 'the caller should'],
      Object.entries(retryMeanings).map(([retry, meaning]) => [code(retry), meaning]),
    ),
    '## Codes',
    table(
      ['code', 'HTTP status', 'closes the socket with', 'retry', 'text'],
      entries.map(([name, spec]) => [
        code(name),
        String(spec.status),
        spec.close === undefined ? '' : String(spec.close),
        code(spec.retry),
        spec.text,
      ]),
    ),
    '## Close codes',
    closeCodeTable(),
  ]);
}

/** Close codes in order, with what a client does on each. */
export function closeCodeTable(): string {
  const closing = entries
    .flatMap(([name, spec]) => (spec.close === undefined ? [] : [{ name, close: spec.close, retry: spec.retry }]))
    .sort((a, b) => a.close - b.close);
  return table(
    ['close code', 'error', 'client'],
    closing.map(({ name, close, retry }) => [String(close), code(name), reactionTo(retry)]),
  );
}

function reactionTo(retry: Retry): string {
  switch (retry) {
    case 'never':
      return 'stays away';
    case 'later':
      return 'reconnects with full jitter';
    case 'after_refresh':
      return 'reconnects with full jitter and a new ticket';
    default:
      return retry satisfies never;
  }
}
