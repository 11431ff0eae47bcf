import { useRef } from 'react';
import type { View } from 'react-native';
import { useDirection } from '../i18n/use-words.ts';

/**
 * What makes several pressables a radio group to assistive technology and the keyboard: one stop of the tab key, arrows move
 * the choice (WAI-ARIA Authoring Practices, radio group pattern). The group around them has the role `radiogroup`.
 *
 * @returns what the radio of a value is given
 */
export function useRadioGroup<T extends string>(
  values: readonly T[],
  chosen: T | undefined,
  onChoose: (value: T) => void,
) {
  const direction = useDirection();
  const elements = useRef(new Map<T, View>());
  // Without a choice the first has the focus.
  const at = chosen === undefined ? 0 : Math.max(values.indexOf(chosen), 0);
  const move = (step: number): void => {
    const next = values[(at + step + values.length) % values.length];
    if (next === undefined) return;
    onChoose(next);
    elements.current.get(next)?.focus();
  };
  return (value: T) => ({
    role: 'radio' as const,
    'aria-checked': value === chosen,
    tabIndex: value === values[at] ? (0 as const) : (-1 as const),
    ref: (element: View | null): void => {
      if (element === null) elements.current.delete(value);
      else elements.current.set(value, element);
    },
    onPress: () => onChoose(value),
    // Known to react-native-web, not to React Native's types; apps have no such keys.
    onKeyDown: (event: { readonly key: string; preventDefault(): void }): void => {
      const step = steps[event.key];
      if (step !== undefined) move(direction === 'rtl' ? (mirrored[event.key] ?? step) : step);
      else if (event.key === ' ') onChoose(value);
      else return;
      event.preventDefault();
    },
  });
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
/** Where lines are written from the right, the next choice stands to the left. */
const mirrored: Readonly<Record<string, number>> = { ArrowRight: -1, ArrowLeft: 1 };
