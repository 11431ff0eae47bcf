import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { answerProblem, type ConsentDecision, consentStanding, standingOf } from './consent.ts';
import { currentNotice } from './consent-notices.ts';

interface Version {
  readonly version: string;
  readonly widens: boolean;
}

/** Versions of a notice, the first of which asks for everything it names. */
const notices: fc.Arbitrary<Version[]> = fc
  .array(fc.boolean(), { minLength: 0, maxLength: 5 })
  .map((later) => [true, ...later].map((widens, i) => ({ version: `2026-01-0${i + 1}`, widens })));

function decision(version: string, granted: boolean, decidedAtMs: number): ConsentDecision {
  const receiptId = `019b7d3c-30aa-7b3c-9d4e-${String(decidedAtMs).padStart(12, '0')}`;
  const kept = { consentType: 'analytics', textHash: '0'.repeat(64), locale: 'en', method: 'app' } as const;
  return { ...kept, receiptId, granted, version, decidedAtMs };
}

/** A history as an account makes it: each decision names a version there was, and times rise strictly. */
const histories = notices.chain((versions) =>
  fc
    .array(
      fc.record({
        version: fc.nat(versions.length - 1),
        granted: fc.boolean(),
        pauseMs: fc.integer({ min: 1, max: 1e10 }),
      }),
      {
        maxLength: 12,
      },
    )
    .map((steps) => {
      let atMs = 1;
      const decisions = steps.map((step) => {
        atMs += step.pauseMs;
        return decision(versions[step.version]?.version ?? '', step.granted, atMs);
      });
      return { versions, decisions, lastAtMs: atMs };
    }),
);

describe('the present state of a consent', () => {
  it('is the same in whatever order the decisions are read', () => {
    const shuffled = histories.chain((history) =>
      fc
        .shuffledSubarray(history.decisions, { minLength: history.decisions.length })
        .map((order) => ({ ...history, order })),
    );
    fc.assert(
      fc.property(shuffled, fc.nat(), ({ versions, decisions, lastAtMs, order }, laterMs) => {
        const context = { nowMs: lastAtMs + laterMs, mayDecide: true, notices: versions };
        expect(standingOf(order, context)).toEqual(standingOf(decisions, context));
      }),
    );
  });

  it('is granted exactly if the last word was yes, to a text that asks for all that is asked for now', () => {
    fc.assert(
      fc.property(histories, ({ versions, decisions, lastAtMs }) => {
        const standing = standingOf(decisions, { nowMs: lastAtMs, mayDecide: true, notices: versions });
        const last = decisions.at(-1);
        const read = versions.findIndex(({ version }) => version === last?.version);
        const widened = versions.some(({ widens }, i) => widens && i > read);
        expect(standing.granted).toBe(last?.granted === true && !widened);
        expect(standing.latest).toBe(last);
      }),
    );
  });

  it('ends with a withdrawal, whatever came before', () => {
    fc.assert(
      fc.property(histories, ({ versions, decisions, lastAtMs }) => {
        for (const { version } of versions) {
          const withdrawn = [...decisions, decision(version, false, lastAtMs + 1)];
          const context = { nowMs: lastAtMs + 1, mayDecide: true, notices: versions };
          expect(standingOf(withdrawn, context)).toMatchObject({ granted: false, askAgain: false });
        }
      }),
    );
  });

  it('asks who granted again only when a later version asks for more', () => {
    fc.assert(
      fc.property(notices, fc.boolean(), (versions, widens) => {
        const last = versions.at(-1)?.version ?? '';
        const later = [...versions, { version: '2027-01-01', widens }];
        const standing = standingOf([decision(last, true, 5)], { nowMs: 6, mayDecide: true, notices: later });
        expect(standing).toMatchObject({ granted: !widens, askAgain: widens });
      }),
    );
  });

  it('leaves a refusal alone until a later version asks for something else and half a year has passed', () => {
    const pauseMs = limits.consentRefusalPauseMs;
    fc.assert(
      fc.property(notices, fc.boolean(), fc.integer({ min: 0, max: 2 * pauseMs }), (versions, widens, afterMs) => {
        const refusal = decision(versions.at(-1)?.version ?? '', false, 5);
        const context = { nowMs: 5 + afterMs, mayDecide: true };
        const unchanged = standingOf([refusal], { ...context, notices: versions });
        expect(unchanged).toMatchObject({ granted: false, askAgain: false });
        const later = [...versions, { version: '2027-01-01', widens }];
        const asked = standingOf([refusal], { ...context, notices: later });
        expect(asked).toMatchObject({ granted: false, askAgain: widens && afterMs >= pauseMs });
      }),
    );
  });

  it('asks whoever said nothing, and takes their silence for no', () => {
    const standing = consentStanding('marketing', [], { nowMs: 0, mayDecide: true });
    expect(standing).toEqual({ granted: false, askAgain: true, latest: undefined });
  });

  it('is a no that nobody is asked about for who may not decide', () => {
    fc.assert(
      fc.property(histories, ({ versions, decisions, lastAtMs }) => {
        const standing = standingOf(decisions, { nowMs: lastAtMs, mayDecide: false, notices: versions });
        expect(standing).toMatchObject({ granted: false, askAgain: false });
      }),
    );
  });

  it('does not let one purpose decide for another', () => {
    const granted = decision(currentNotice('analytics').version, true, 5);
    const context = { nowMs: 6, mayDecide: true };
    expect(consentStanding('analytics', [granted], context).granted).toBe(true);
    expect(consentStanding('marketing', [granted], context).granted).toBe(false);
  });
});

describe('an answer', () => {
  const { version, texts } = currentNotice('marketing');
  const answer = { consentType: 'marketing', granted: true, version, textHash: texts.en.textHash } as const;

  it('is taken to the text that is shown, as a yes and as a no', () => {
    expect(answerProblem(answer, 'en')).toBeUndefined();
    expect(answerProblem({ ...answer, granted: false }, 'en')).toBeUndefined();
  });

  it.each([true, false])('is refused to a text that nobody was shown (granted: %s)', (granted) => {
    expect(answerProblem({ ...answer, granted, version: '2020-01-01' }, 'en')?.field).toBe('version');
    expect(answerProblem({ ...answer, granted, textHash: 'f'.repeat(64) }, 'en')?.field).toBe('textHash');
    const other = currentNotice('analytics').texts.en.textHash;
    expect(answerProblem({ ...answer, granted, textHash: other }, 'en')?.field).toBe('textHash');
  });

  it('must be to the current text to grant, and to any that was shown to withdraw', () => {
    const later = { version: '2027-01-01', widens: false, texts: { en: { text: 'later', textHash: 'a'.repeat(64) } } };
    const notices = [currentNotice('marketing'), later];
    expect(answerProblem(answer, 'en', notices)?.field).toBe('version');
    expect(answerProblem({ ...answer, granted: false }, 'en', notices)).toBeUndefined();
  });
});
