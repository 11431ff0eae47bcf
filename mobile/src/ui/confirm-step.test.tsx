import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { renderScreen } from '../../testing/render-screen.tsx';
import { Button } from './button.tsx';
import { ConfirmStep } from './confirm-step.tsx';

const step = (onYes: () => void) => (
  <ConfirmStep question="Sure?" yes="Yes" no="No" busy={false} onYes={onYes}>
    {(ask) => <Button label="Delete" onPress={ask} />}
  </ConfirmStep>
);

it('lays the focus on what changes nothing, and back to where it asked', async () => {
  const onYes = vi.fn();
  await renderScreen(step(onYes));
  expect(document.activeElement).toBe(document.body);
  fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
  const no = screen.getByRole('button', { name: 'No' });
  expect(document.activeElement).toBe(no);
  fireEvent.click(no);
  const again = screen.getByRole('button', { name: 'Delete' });
  expect(document.activeElement?.contains(again)).toBe(true);
  expect(document.activeElement).not.toBe(document.body);
  expect(onYes).not.toHaveBeenCalled();
});
