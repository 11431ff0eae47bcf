import { expect, it } from 'vitest';
import { changelogOf } from './changelog.ts';

it('sorts what changed under headings, and counts what nobody sees', () => {
  const text = changelogOf('v1.1.0', 'v1.0.0', [
    'ledger: keep a gift once',
    'console, finance: show a total',
    'docs: say it better',
    'something without a scope',
    'tests: wait for the condition',
  ]);
  expect(text).toBe(
    [
      '# v1.1.0',
      'Since v1.0.0: 5 changes.',
      '## Money\n\n- **ledger**: keep a gift once\n- **console, finance**: show a total',
      '## Other\n\n- something without a scope',
      'And 2 of documents and tests alone.',
    ].join('\n\n'),
  );
});

it('makes nothing of what stands in a subject', () => {
  const text = changelogOf('v1.0.0', undefined, ['ops: <img src=x> [a](javascript:b) @everybody']);
  expect(text).toContain('\\<img src=x\\> \\[a\\](javascript:b) \\@everybody');
  expect(text).toContain('The first release.');
});
