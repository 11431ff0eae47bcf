import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { AppRoot } from './app-root.tsx';
import '../platform/zod-without-eval.ts';
import { english } from '../i18n/english.ts';

it('starts signed out, with a way in', async () => {
  render(<AppRoot />);
  expect(await screen.findByRole('link', { name: english.shell.nav.signIn })).toBeTruthy();
});

it('forbids zod to compile at run time', () => {
  expect(Reflect.get(globalThis, '__zod_globalConfig')).toMatchObject({ jitless: true });
});
