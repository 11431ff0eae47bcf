import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';

/** Objects that hold what is of one account, and who alone finds them: both choose the EU for its accounts. */
const perAccount =
  /\b(ACCOUNTS|SUBJECT_KEYS|PRIVACY|REVOCATION_RELAYS)\s*\.\s*(get|idFromName|newUniqueId|getByName)\b/;

it('nothing of one account is reached but by what puts accounts of the EU under its jurisdiction', () => {
  const root = join(repositoryRoot, 'edge', 'src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('testing'),
  );
  expect(files.length).toBeGreaterThan(200);
  const reaching = files.filter((name) => perAccount.test(readFileSync(join(root, name), 'utf8')));
  expect(reaching).toEqual([]);
  expect('bindings.PRIVACY.get(bindings.PRIVACY.idFromName(id))').toMatch(perAccount);
});
