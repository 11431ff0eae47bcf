import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportReasons } from '../api/people.ts';
import {
  type CaseFacts,
  casePriorities,
  casePriority,
  mainReason,
  queueOrder,
  reporterWeight,
} from './case-priority.ts';

const anyFacts = fc.record({
  reasons: fc.array(fc.constantFrom(...reportReasons), { minLength: 1, maxLength: 5 }),
  crowd: fc.double({ min: 0, max: 1_000, noNaN: true }),
  viewers: fc.nat(1_000_000),
});
const rankOf = (facts: CaseFacts): number => casePriorities.indexOf(casePriority(facts));
const newcomer = reporterWeight({ right: 0, wrong: 0 });

describe('the priority of a case', () => {
  it('is critical for children at risk and self-harm, whoever says so', () => {
    for (const reason of ['minor_at_risk', 'self_harm'] as const) {
      const facts = { reasons: [reason, 'spam' as const], crowd: reporterWeight({ right: 0, wrong: 50 }), viewers: 0 };
      expect(casePriority(facts)).toBe('critical');
    }
  });

  it('rises with the gravity, the crowd and the reach', () => {
    const one = { reasons: ['spam' as const], crowd: newcomer, viewers: 0 };
    expect(casePriority(one)).toBe('low');
    expect(casePriority({ ...one, reasons: ['harassment'] })).toBe('normal');
    expect(casePriority({ ...one, reasons: ['harassment'], viewers: 100_000 })).toBe('high');
    expect(casePriority({ ...one, reasons: ['harassment'], crowd: 9 * newcomer })).toBe('high');
  });

  it('never falls when somebody else reports, a reason is added, or more watch', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...reportReasons), fc.nat(50), (facts, reason, wrong) => {
        const more = {
          reasons: [...facts.reasons, reason],
          crowd: facts.crowd + reporterWeight({ right: 0, wrong }),
          viewers: facts.viewers * 2,
        };
        expect(rankOf(more)).toBeLessThanOrEqual(rankOf(facts));
      }),
    );
  });

  it('counts who is often right more than who is often wrong', () => {
    expect(reporterWeight({ right: 9, wrong: 0 })).toBeGreaterThan(newcomer);
    expect(reporterWeight({ right: 0, wrong: 9 })).toBeLessThan(newcomer);
    const grave = { reasons: ['harassment' as const], viewers: 0 };
    expect(casePriority({ ...grave, crowd: reporterWeight({ right: 0, wrong: 30 }) })).toBe('low');
    expect(casePriority({ ...grave, crowd: reporterWeight({ right: 30, wrong: 0 }) })).toBe('normal');
  });

  it('is listed under the gravest reason', () => {
    expect(mainReason(['spam', 'violence', 'other'])).toBe('violence');
  });
});

describe('the order of the queue', () => {
  const hourMs = 3_600_000;
  it('puts every critical case before every other', () => {
    expect(queueOrder('critical', 1_900_000_000_000)).toBeLessThan(queueOrder('high', 0));
  });

  it('goes by priority at one age, by age at one priority, and lets what waited pass what is new', () => {
    const at = 1_790_000_000_000;
    expect(queueOrder('high', at)).toBeLessThan(queueOrder('normal', at));
    expect(queueOrder('normal', at)).toBeLessThan(queueOrder('low', at));
    expect(queueOrder('low', at)).toBeLessThan(queueOrder('low', at + 1));
    expect(queueOrder('low', at)).toBeLessThan(queueOrder('high', at + 47 * hourMs));
  });

  it('is exact for every time', () => {
    const at = 1_790_000_000_000;
    expect(queueOrder('critical', at + 1) - queueOrder('critical', at)).toBe(1);
  });
});
