import { expect, it } from 'vitest';
import { statusClasses, statusClassOf } from './status-class.ts';

it('tells answers by their status, and those that somebody paused from failures', () => {
  expect([200, 304, 404, 503].map((status) => statusClassOf(status, undefined))).toEqual(['2xx', '3xx', '4xx', '5xx']);
  expect(statusClassOf(503, 'unavailable')).toBe('5xx');
  expect(statusClassOf(503, 'feature_paused')).toBe('paused');
  expect(statusClassOf(503, 'maintenance')).toBe('paused');
  for (const status of [100, 200, 300, 400, 500]) expect(statusClasses).toContain(statusClassOf(status, undefined));
});
