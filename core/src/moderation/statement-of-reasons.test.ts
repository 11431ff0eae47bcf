import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { caseOutcomes } from './outcomes.ts';
import { decisionReasonCodes, decisionReasons } from './reason-codes.ts';
import { statementOfReasons, termInWords } from './statement-of-reasons.ts';

describe('a statement of reasons', () => {
  const facts = { outcome: 'mute', reason: 'harassment', targetKind: 'message', day: '2026-11-23' } as const;

  it('says what was decided, for how long, about what, by which rule, how we learned of it, and how to appeal', () => {
    const text = statementOfReasons({ ...facts, seconds: 3 * 86_400, reported: true });
    expect(text).toContain('your chat message of 2026-11-23');
    expect(text).toContain('you may not write in any chat, for 3 days');
    expect(text).toContain(decisionReasons.harassment.paragraph);
    expect(text).toContain('Others reported it.');
    expect(text).toContain('You may appeal once');
  });

  it('says that we found it ourselves where nobody reported, and that it may be unlawful where it may', () => {
    const text = statementOfReasons({ ...facts, reason: 'hate', outcome: 'ban', reported: false });
    expect(text).toContain('We found it ourselves.');
    expect(text).toContain('without an end');
    expect(text).toContain('It may also be against the law');
  });

  it('fits where it is stored, for every outcome and reason', () => {
    for (const outcome of caseOutcomes) {
      for (const reason of decisionReasonCodes) {
        const text = statementOfReasons({ outcome, reason, targetKind: 'message', day: '2026-11-23', reported: true });
        expect(text.length).toBeLessThanOrEqual(limits.caseStatementCharsMax);
      }
    }
  });

  it('says a time in the largest unit that fits', () => {
    expect(termInWords(86_400)).toBe('for 1 day');
    expect(termInWords(7_200)).toBe('for 2 hours');
    expect(termInWords(60)).toBe('for 1 minute');
    expect(termInWords(30)).toBe('for 30 seconds');
  });
});
