import { expect, it } from 'vitest';
import { thinnedNotes } from './thinned-notes.ts';

const notes = (...sequences: number[]) => sequences.map((sequence) => ({ sequence }));

it('keeps all while there is room, in the order of the chain', () => {
  expect(thinnedNotes(notes(9, 1, 5), 3)).toEqual(notes(1, 5, 9));
});

it('drops those that stand closest to their neighbours, never the first nor the last', () => {
  expect(thinnedNotes(notes(1, 2, 3, 50, 99, 100), 4)).toEqual(notes(1, 50, 99, 100));
  expect(thinnedNotes(notes(1, 2, 3), 1)).toEqual(notes(1, 3));
});
