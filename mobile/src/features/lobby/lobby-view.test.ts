// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { isFiltered, nameOf, paramsOf, viewOf } from './lobby-view.ts';

describe('a view of the lobby', () => {
  it('stands in the address and comes back from it', () => {
    const view = { tab: 'trending', category: 'music', country: 'NP', tag: 'folk' } as const;
    expect(viewOf(paramsOf(view))).toEqual(view);
    expect(paramsOf(viewOf({}))).toEqual({});
  });

  it('leaves out what nobody knows', () => {
    expect(viewOf({ tab: 'best', category: 'x', country: 'XX', tag: 'No tag', other: ['a'] })).toEqual({ tab: 'live' });
  });

  it('of what is followed knows no filters', () => {
    expect(nameOf({ tab: 'following', tag: 'folk' })).toBe(nameOf({ tab: 'following' }));
    expect(isFiltered({ tab: 'following', tag: 'folk' })).toBe(false);
    expect(isFiltered({ tab: 'live', tag: 'folk' })).toBe(true);
  });
});
