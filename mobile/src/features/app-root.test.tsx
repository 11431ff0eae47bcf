import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { strings } from '../ui/strings.ts';
import { AppRoot } from './app-root.tsx';
import '../platform/zod-without-eval.ts';

it('starts signed out, with a way in', async () => {
  render(<AppRoot />);
  expect(await screen.findByRole('link', { name: strings.nav.signIn })).toBeTruthy();
});

it('forbids zod to compile at run time', () => {
  expect(Reflect.get(globalThis, '__zod_globalConfig')).toMatchObject({ jitless: true });
});
