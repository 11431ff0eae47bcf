import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { SwitchBoard } from './switch-board.ts';

const paused = (name: string, scope: object = {}) => ({ version: 1, paused: [{ name, ...scope }] });

describe('the switches of a process', () => {
  it('are all on until somebody says otherwise', () => {
    const board = new SwitchBoard();
    expect(board.refusalOf('gifts', 'NP', 0)).toBeUndefined();
    expect(board.pausedFor('NP')).toEqual({ features: [], maintenance: undefined });
  });

  it('take the newest state alone: what comes late opens nothing', () => {
    const board = new SwitchBoard();
    expect(board.take({ version: 5, paused: [{ name: 'gifts' }] })).toBe(true);
    expect(board.take({ version: 4, paused: [] })).toBe(false);
    expect(board.take({ version: 5, paused: [] })).toBe(false);
    expect(board.isPaused('gifts')).toBe(true);
    expect(board.take({ version: 6, paused: [] })).toBe(true);
    expect(board.isPaused('gifts')).toBe(false);
  });

  it('hold in the countries and regions that they name, and for whoever is nowhere', () => {
    const board = new SwitchBoard();
    board.take(paused('chat', { countries: ['NP'], regions: ['eu-west-1'] }));
    expect(['NP', 'DE', 'US', 'XX'].map((country) => board.isPaused('chat', country))).toEqual([
      ...[true, true, false, true],
    ]);
    expect(board.isPaused('chat')).toBe(false);
    expect(board.pausedFor('DE').features).toEqual(['chat']);
    expect(board.pausedFor('US').features).toEqual([]);
  });

  it('say by name what is paused and when to come back', () => {
    const board = new SwitchBoard();
    board.take(paused('payouts'));
    expect(board.refusalOf('payouts', 'NP', 0)).toEqual({
      code: 'feature_paused',
      details: {
        errors: [{ field: 'payouts', message: 'is paused' }],
        retryAfterMs: limits.switchRetryAfterMs,
      },
    });
  });

  it('stop everything new during maintenance, until its end as far as that is known', () => {
    const board = new SwitchBoard();
    board.take({
      ...{ version: 1, paused: [] },
      maintenance: { message: 'A larger database.', sinceMs: 0, endsAtMs: 600_000 },
    });
    expect(board.refusalOf('chat', 'NP', 0)).toMatchObject({ code: 'maintenance', details: { retryAfterMs: 600_000 } });
    expect(board.refusalOf('chat', 'NP', 599_999)?.details.retryAfterMs).toBe(limits.switchRetryAfterMs);
    expect(board.pausedFor('NP').maintenance?.message).toBe('A larger database.');
  });

  it('pass over names that this build does not know', () => {
    const board = new SwitchBoard();
    board.take(paused('holograms'));
    expect(board.pausedFor('NP').features).toEqual([]);
  });
});
