import type { Profile, Relation } from '@halobuzz/core/api/people';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { accountIdOf, atIso, sita, uuidOf } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { PersonLink } from './person-link.tsx';
import { ProfileScreen } from './profile-screen.tsx';
import { ReportForm } from './report-form.tsx';

const words = english.people;
const strangers: Relation = { following: false, followsYou: false, blocking: false, blockedBy: false };
const details = {
  bio: 'Folk songs, every evening.',
  host: true,
  verified: true,
  followers: 1,
  following: 37,
  joinedAt: atIso,
};
const maya: Profile = { id: accountIdOf('m'), handle: 'maya', displayName: 'Maya R.', details, relation: strangers };
const button = (name: string) => screen.findByRole('button', { name });
const press = async (name: string) => fireEvent.click(await button(name));

async function show(profile: Profile | Handler, routes: Readonly<Record<string, Handler>> = {}, signedIn = true) {
  navigation.params = { username: 'maya' };
  const answer = typeof profile === 'function' ? profile : () => success(profile);
  return renderScreen(<ProfileScreen />, { signedIn, routes: { 'GET /users/maya': answer, ...routes } });
}
const now =
  (change: Partial<Relation>): Handler =>
  () =>
    success({ relation: { ...strangers, ...change } });

describe('a profile', () => {
  it('shows the person, and where they are live', async () => {
    const live = { id: uuidOf(1), title: 'Evening ragas', category: 'music' as const, currentViewers: 12 };
    await show({ ...maya, details: { ...details, avatar: 'a'.repeat(32), live } });
    expect(await screen.findByRole('heading', { level: 1, name: 'Maya R.' })).toBeTruthy();
    expect(screen.getByText('@maya')).toBeTruthy();
    expect(screen.getByText(details.bio)).toBeTruthy();
    expect(screen.getByText(new RegExp(words.followers(1, '1')))).toBeTruthy();
    expect(document.querySelector('img')?.getAttribute('src')).toBe(
      `https://edge.example/api/v1/images/${'a'.repeat(32)}`,
    );
    expect(screen.getByRole('link', { name: words.watch }).getAttribute('href')).toBe(`/room/${uuidOf(1)}`);
  });

  it('is followed and no longer, and the number of followers goes along', async () => {
    await show(maya, { 'POST /users/maya/follow': now({ following: true }), 'DELETE /users/maya/follow': now({}) });
    await press(words.followOf('Maya R.'));
    expect(await screen.findByText(new RegExp(words.followers(2, '2')))).toBeTruthy();
    await press(words.unfollowOf('Maya R.'));
    expect(await screen.findByText(new RegExp(words.followers(1, '1')))).toBeTruthy();
  });

  it('says why somebody could not be followed', async () => {
    await show(maya, { 'POST /users/maya/follow': () => problem(403, 'email_unverified') });
    await press(words.followOf('Maya R.'));
    expect((await screen.findByRole('alert')).textContent).toBe(english.errors.email_unverified);
  });

  it('blocks after saying what that means, and lifts the block', async () => {
    const { server } = await show(maya, {
      'POST /users/maya/block': now({ blocking: true }),
      'DELETE /users/maya/block': now({}),
    });
    await press(words.blockOf('Maya R.'));
    expect((await screen.findByRole('dialog')).getAttribute('aria-label')).toBe(words.blockAsk('Maya R.'));
    expect(server.count('POST /users/maya/block')).toBe(0);
    await press(words.block);
    await press(words.unblockOf('Maya R.'));
    expect(await button(words.blockOf('Maya R.'))).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is reported in two presses', async () => {
    const { server } = await show(maya, { 'POST /users/maya/report': () => success({ reportId: 'rp_1' }, 201) });
    await press(words.report);
    await press(words.send);
    expect(await screen.findByText(words.reported)).toBeTruthy();
    expect(server.requests.at(-1)?.body).toEqual({ reason: 'spam' });
  });

  it('tells who is signed out what it takes, and comes back afterwards', async () => {
    const { relation: _, ...open } = maya;
    const { server } = await show(open, {}, false);
    const link = await screen.findByRole('link', { name: english.shell.nav.signIn });
    expect(link.getAttribute('href')).toBe('/sign-in?next=%2Fpeople%2Fmaya');
    expect(server.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('of oneself leads to where it is changed', async () => {
    const { relation: _, ...own } = { ...maya, id: sita.accountId };
    await show(own);
    expect((await screen.findByRole('link', { name: words.edit })).getAttribute('href')).toBe('/account/profile');
    expect(screen.queryByRole('button', { name: words.report })).toBeNull();
  });

  it.each([
    [
      'shows no more than the name to whom the person blocked',
      () => success({ ...maya, details: undefined }),
      words.blockedYou,
    ],
    ['of nobody says so', () => problem(404, 'not_found'), words.notFound],
    ['of what is no username says the same', () => problem(422, 'validation_failed'), words.notFound],
  ])('%s', async (_name, answer, text) => {
    await show(answer);
    expect(await screen.findByText(text)).toBeTruthy();
  });
});

it.each([
  ['a broadcast', { kind: 'room', id: 'r1' } as const, 'POST /rooms/r1/report'],
  ['a message', { kind: 'message', id: 'm1', about: 'r1' } as const, 'POST /rooms/r1/messages/m1/report'],
])(
  'a report of %s goes where it belongs, with reason and note, and a refusal is told',
  async (_name, target, route) => {
    const { server } = await renderScreen(<ReportForm target={target} onClose={() => {}} />, {
      routes: { [route]: () => problem(429, 'rate_limited') },
    });
    fireEvent.click(await screen.findByRole('radio', { name: words.reasons.fraud }));
    fireEvent.change(screen.getByLabelText(words.note), { target: { value: ' sells coins ' } });
    await press(words.send);
    expect((await screen.findByRole('alert')).textContent).toBe(english.errors.rate_limited);
    expect(server.requests.at(-1)?.body).toEqual({ reason: 'fraud', note: 'sells coins' });
    server.routes.set(route, () => success({ reportId: 'rp_1' }, 201));
    await press(words.send);
    await waitFor(() => expect(screen.getByText(words.reported)).toBeTruthy());
  },
);

it('a name opens its profile', async () => {
  await renderScreen(<PersonLink username="maya" name="Maya R." />);
  fireEvent.click(screen.getByRole('link', { name: words.open('Maya R.') }));
  expect(navigation.visited).toEqual(['/people/maya']);
});
