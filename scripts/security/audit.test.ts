import { describe, expect, it } from 'vitest';
import { auditVerdict } from './audit.ts';

const url = 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc';
const report = (severity: string): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      parser: { severity, via: [{ title: 'reads too far', url, severity }] },
      framework: { severity, via: ['parser'] },
    },
  });
const exception = { advisory: url, package: 'parser', reason: 'never reads foreign input', until: '2027-01-01' };

describe('the dependency audit', () => {
  it('fails on a high advisory, once, and names it', () => {
    expect(auditVerdict(report('high'), '2026-11-23')).toEqual({
      kind: 'answered',
      failing: [`parser: high: reads too far (${url})`],
      tolerated: 0,
    });
  });

  it('counts a moderate one and goes on', () => {
    expect(auditVerdict(report('moderate'), '2026-11-23')).toEqual({ kind: 'answered', failing: [], tolerated: 1 });
  });

  it('lets an exception hold until its day', () => {
    expect(auditVerdict(report('critical'), '2026-12-31', [exception])).toMatchObject({ failing: [], tolerated: 1 });
    expect(auditVerdict(report('critical'), '2027-01-01', [exception])).toMatchObject({ tolerated: 0 });
  });

  it.each(['', 'not json', '{"message":"405 Method Not Allowed"}', '[]'])('takes %j for no answer', (output) => {
    expect(auditVerdict(output, '2026-11-23')).toEqual({ kind: 'unanswered' });
  });
});
