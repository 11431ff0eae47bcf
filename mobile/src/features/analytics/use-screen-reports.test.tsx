import { analyticsReportSchema } from '@halobuzz/core/api/analytics';
import { act, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { success } from '../../../testing/fake-server.ts';
import { uuidOf } from '../../../testing/fixtures.ts';
import { consentsOf, decidedOf, receiptOf } from '../../../testing/privacy-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { Button } from '../../ui/button.tsx';
import { noticeOf, useConsents } from '../privacy/consents.tsx';
import { screenOf } from './screen-of.ts';
import { useScreenReports } from './use-screen-reports.ts';

function Reporting() {
  useScreenReports();
  const choices = useConsents();
  const [, goTo] = useState('');
  if (choices?.load.state !== 'ready') return null;
  const notice = noticeOf(choices.load.data, 'analytics');
  const go = (path: string): void => {
    navigation.path = path;
    goTo(path);
  };
  return (
    <>
      <Button label="withdraw" onPress={() => notice && void choices.decide(notice, false)} />
      <Button label="wallet" onPress={() => go('/wallet')} />
      <Button label="go live" onPress={() => go('/go-live')} />
    </>
  );
}
const route = 'POST /analytics/events';
const granted = { 'GET /privacy/consents': () => success(consentsOf({ analytics: decidedOf('analytics', true) })) };

it.each([
  ['/', 'lobby'],
  ['/room/019a0000-0000-7000-8000-000000000001', 'room'],
  ['/privacy/consents', 'privacy'],
  ['/unsubscribe', undefined],
])('names the kind of %s alone: %s', (path, kind) => {
  expect(screenOf(path)).toBe(kind);
});

it('reports screens to the server of those who agreed, in the form that it takes', async () => {
  navigation.path = `/room/${uuidOf(7)}`;
  const { server } = await renderScreen(<Reporting />, {
    routes: { ...granted, [route]: () => success({ taken: 2 }) },
  });
  await waitFor(() => expect(server.count(route)).toBe(1));
  const body = server.requests.find((request) => request.route === route)?.body;
  expect(analyticsReportSchema.parse(body).events.map(({ name, properties }) => [name, properties])).toEqual([
    ['app_opened', { platform: 'web' }],
    ['screen_viewed', { platform: 'web', screen: 'room' }],
  ]);
  expect(JSON.stringify(body)).not.toContain(uuidOf(7));
});

it('reports nothing of anybody else', async () => {
  const { server } = await renderScreen(<Reporting />, {
    routes: { 'GET /privacy/consents': () => success(consentsOf()) },
  });
  await screen.findByRole('button', { name: 'withdraw' });
  const signedOut = await renderScreen(<Reporting />, { signedIn: false });
  expect([server.count(route), signedOut.server.count(route)]).toEqual([0, 0]);
});

it('stops with the consent', async () => {
  const { server } = await renderScreen(<Reporting />, {
    routes: {
      ...granted,
      [route]: () => success({ taken: 1 }),
      'PUT /privacy/consents': () =>
        success({ ...consentsOf({ analytics: decidedOf('analytics', false) }), receipts: [receiptOf()] }),
    },
  });
  const press = (name: string) => act(async () => screen.getByRole('button', { name }).click());
  await waitFor(() => expect(server.count(route)).toBe(1));
  await press('wallet');
  await waitFor(() => expect(server.count(route)).toBe(2));
  await press('withdraw');
  await waitFor(() => expect(server.count('PUT /privacy/consents')).toBe(1));
  await press('go live');
  expect(server.count(route)).toBe(2);
});
