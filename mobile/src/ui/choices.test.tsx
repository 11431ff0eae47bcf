import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Choices } from './choices.tsx';

const choices = ['a', 'b', 'c'].map((value) => ({ value, label: value.toUpperCase() }));

function Held() {
  const [value, setValue] = useState('a');
  return <Choices wrap label="Letters" choices={choices} value={value} onChoose={setValue} />;
}

const radios = () => screen.getAllByRole('radio');
const chosen = (): (string | null)[] =>
  radios()
    .filter((radio) => radio.getAttribute('aria-checked') === 'true')
    .map((radio) => radio.getAttribute('aria-label'));
const key = (name: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name });

it('is one stop of the tab key: the choice', () => {
  render(<Held />);
  expect(radios().map((radio) => radio.getAttribute('tabindex'))).toEqual(['0', '-1', '-1']);
});

it('moves the choice and the focus by arrows, around the ends', () => {
  render(<Held />);
  radios()[0]?.focus();
  key('ArrowRight');
  expect(chosen()).toEqual(['B']);
  expect(document.activeElement).toBe(radios()[1]);
  key('ArrowUp');
  key('ArrowLeft');
  expect(chosen()).toEqual(['C']);
  key('ArrowDown');
  expect(chosen()).toEqual(['A']);
});

it('chooses by the space bar and leaves other keys alone', () => {
  render(<Held />);
  radios()[2]?.focus();
  key('x');
  expect(chosen()).toEqual(['A']);
  expect(key(' ')).toBe(false);
  expect(chosen()).toEqual(['C']);
});
