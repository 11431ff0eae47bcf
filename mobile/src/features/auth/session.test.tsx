import { anything } from '@halobuzz/core/api/read-answer';
import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { sita, tokensOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { AppText } from '../../ui/text.tsx';
import { useSession } from './session.tsx';

function Who() {
  const { state } = useSession();
  return <AppText>{state.status === 'signed-in' ? state.account.username : state.status}</AppText>;
}

it('does not go on showing an account that another window replaced, also while the server cannot be asked', async () => {
  const { server, client } = await renderScreen(<Who />);
  expect(await screen.findByText(sita.username)).toBeTruthy();
  server.routes.set('POST /auth/refresh', () => success({ ...tokensOf(2), sessionId: 'of-maya' }));
  server.routes.set('GET /auth/me', ({ authorization }) =>
    authorization === 'Bearer access-2' ? problem(503, 'unavailable') : problem(401, 'unauthenticated'),
  );
  await act(async () => {
    await client.authorised({ method: 'GET', path: '/auth/me', data: anything });
  });
  expect(await screen.findByText('unreachable')).toBeTruthy();
  expect(screen.queryByText(sita.username)).toBeNull();
});
