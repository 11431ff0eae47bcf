import { initialRules } from '@halobuzz/core/fraud/initial-rules';
import { expect, test } from 'vitest';
import { bodyOf, valuesOf } from './rule-form.ts';

test.each(initialRules.map(({ id, body }) => [id, body] as const))(
  '%s comes out of its form as it went in',
  (_id, body) => {
    expect(bodyOf(body.kind, valuesOf(body.kind, body))).toEqual({ body });
  },
);

test('says at its field what is wrong', () => {
  const given = { action: 'flag', windowHours: 'soon', coinsMax: '0', giftsMax: '' };
  const read = bodyOf('spend_velocity', given);
  expect('errors' in read ? Object.keys(read.errors).sort() : []).toEqual(['coinsMax', 'giftsMax', 'windowHours']);
});

test('says in which line of the tiers', () => {
  const read = bodyOf('daily_spend_cap', { action: 'refuse', tiers: '0 100 200\n7 x 300' });
  expect(read).toMatchObject({ errors: { tiers: expect.stringContaining('line 2') } });
  const falling = bodyOf('daily_spend_cap', { action: 'refuse', tiers: '0 100 200\n7 50 300' });
  expect(falling).toMatchObject({ errors: { tiers: expect.stringContaining('never fall') } });
});
