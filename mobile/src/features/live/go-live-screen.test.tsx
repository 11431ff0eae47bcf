import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { problem, success } from '../../../testing/fake-server.ts';
import { streamOf, uuidOf } from '../../../testing/fixtures.ts';
import { liveRoutes, ownStreamOf, regionsOf } from '../../../testing/host-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { GoLiveScreen } from './go-live-screen.tsx';

const { live: words, goLive, categories, visibility } = { ...english, visibility: english.live.visibility };
const off = { state: 'off', reason: 'no App ID' };
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const choose = (name: string) => fireEvent.click(screen.getByRole('radio', { name }));
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label, { selector: 'input' }), { target: { value } });

type Routes = NonNullable<Parameters<typeof renderScreen>[1]>['routes'];
async function open(routes: Routes = {}, props: Parameters<typeof GoLiveScreen>[0] = {}) {
  const rendered = await renderScreen(<GoLiveScreen {...props} />, { routes: { ...liveRoutes, ...routes } });
  await screen.findByText(/answers take/);
  await screen.findByLabelText(goLive.roomTitle);
  return rendered;
}
const sent = (server: Awaited<ReturnType<typeof open>>['server'], route: string) =>
  server.requests.filter((request) => request.route === route).map(({ body }) => body);

describe('going live', () => {
  it('starts a broadcast and enters its room', async () => {
    const { server } = await open({ 'POST /streams': () => success({ stream: streamOf(1), media: off }, 201) });
    type(goLive.roomTitle, '  Ragas ');
    choose(categories.music);
    type(words.tags, '#Folk live-band, folk');
    press(goLive.submit);
    await waitFor(() => expect(navigation.visited).toEqual([`/room/${uuidOf(1)}`]));
    expect(sent(server, 'POST /streams')).toEqual([
      {
        ...{ title: 'Ragas', category: 'music', tags: ['folk', 'live-band'] },
        privacy: {
          ...{ visibility: 'public', countryBlocks: [], adultsOnly: false },
          ...{ hideViewers: false, recording: false, screenshots: 'allow' },
        },
      },
    ]);
  });

  it('says at the field what is wrong, and sends nothing', async () => {
    const { server } = await open();
    choose(visibility.password);
    type(words.password, 'abc');
    type(words.tags, 'two_words');
    press(goLive.submit);
    await screen.findAllByText(goLive.roomTitleMissing);
    expect(screen.getAllByText(words.tagsWrong).length).toBeGreaterThan(0);
    expect(screen.getAllByText(words.passwordWrong(limits.streamPasswordCharsMin)).length).toBeGreaterThan(0);
    type(words.tags, 'a b c d e f');
    press(goLive.submit);
    await screen.findAllByText(words.tagsMany(limits.streamTagsMax));
    expect(server.count('POST /streams')).toBe(0);
  });

  it('asks for all that protects a broadcast', async () => {
    const { server } = await open({ 'POST /streams': () => success({ stream: streamOf(1), media: off }, 201) });
    type(goLive.roomTitle, 'Ragas');
    choose(visibility.password);
    type(words.password, 'momo-night');
    press(words.moreOptions);
    type(words.countries, 'nep');
    press(words.countryAdd('Nepal'));
    type(words.countries, 'in');
    press(words.countryAdd('India'));
    press(words.countryRemove('Nepal'));
    for (const name of [words.adultsOnly, words.hideViewers, words.recording, words.noScreenshots]) {
      fireEvent.click(screen.getByRole('switch', { name }));
    }
    press(goLive.submit);
    await waitFor(() => expect(server.count('POST /streams')).toBe(1));
    expect(sent(server, 'POST /streams')[0]).toMatchObject({
      password: 'momo-night',
      privacy: {
        ...{ visibility: 'password', countryBlocks: ['IN'], adultsOnly: true },
        ...{ hideViewers: true, recording: true, screenshots: 'refuse' },
      },
    });
  });

  it('keeps a draft first where a picture or guests must be there before anybody is', async () => {
    const { server } = await open({
      'POST /streams': () => success({ stream: streamOf(1, { status: 'draft' }) }, 201),
      [`PUT /streams/${uuidOf(1)}/cover`]: () => success({ key: 'a'.repeat(32) }),
      [`POST /streams/${uuidOf(1)}/invitations`]: () => success({ items: [] }),
      [`GET /streams/${uuidOf(1)}/invitations`]: () => success({ items: [] }),
      [`POST /streams/${uuidOf(1)}/start`]: () => success({ stream: streamOf(1), media: off }),
    });
    type(goLive.roomTitle, 'Ragas');
    press(words.coverChoose);
    await screen.findByRole('button', { name: words.coverChange });
    choose(visibility.private);
    type(words.inviteHandle, '@maya');
    press(words.invite);
    press(goLive.submit);
    await waitFor(() => expect(navigation.visited).toEqual([`/room/${uuidOf(1)}`]));
    expect(sent(server, 'POST /streams')[0]).toMatchObject({ draft: true });
    expect(sent(server, `PUT /streams/${uuidOf(1)}/cover`)[0]).toBeInstanceOf(Blob);
    expect(sent(server, `POST /streams/${uuidOf(1)}/invitations`)).toEqual([{ handle: 'maya' }]);
    const order = server.requests.map(({ route }) => route).filter((route) => /^(POST|PUT) .*streams/.test(route));
    expect(order.at(-1)).toBe(`POST /streams/${uuidOf(1)}/start`);
  });

  it('goes on with the draft that it made when something failed on the way', async () => {
    let refuse = true;
    const { server } = await open({
      'POST /streams': () => success({ stream: streamOf(1, { status: 'draft' }) }, 201),
      [`PATCH /streams/${uuidOf(1)}`]: () => success({ stream: ownStreamOf(1) }),
      [`GET /streams/${uuidOf(1)}/invitations`]: () => success({ items: [] }),
      [`PUT /streams/${uuidOf(1)}/cover`]: () =>
        refuse ? problem(422, 'image_refused') : success({ key: 'a'.repeat(32) }),
      [`POST /streams/${uuidOf(1)}/start`]: () => success({ stream: streamOf(1), media: off }),
    });
    type(goLive.roomTitle, 'Ragas');
    press(words.coverChoose);
    await screen.findByRole('button', { name: words.coverChange });
    press(goLive.submit);
    await screen.findByText(english.errors.image_refused);
    expect(navigation.visited).toEqual([]);
    refuse = false;
    press(goLive.submit);
    await waitFor(() => expect(navigation.visited).toEqual([`/room/${uuidOf(1)}`]));
    expect([server.count('POST /streams'), server.count(`PATCH /streams/${uuidOf(1)}`)]).toEqual([1, 1]);
  });

  it('says why it cannot', async () => {
    await open({ 'POST /streams': () => problem(503, 'unavailable') });
    type(goLive.roomTitle, 'Ragas');
    press(goLive.submit);
    expect(await screen.findByText(errorCodes.unavailable.text)).toBeTruthy();
    expect(navigation.visited).toEqual([]);
  });

  it('tells of pictures that cannot be used', async () => {
    const { capture } = await open();
    for (const [reason, text] of [
      ['unreadable', words.coverUnreadable],
      ['too_large', words.coverLarge],
      ['refused', words.coverRefused],
    ] as const) {
      capture.picture = { ok: false, reason };
      press(words.coverChoose);
      expect(await screen.findByText(text)).toBeTruthy();
    }
  });

  it('says where it opens and why, and how good the line is', async () => {
    const { server } = await open();
    expect(screen.getByText(words.regionOpens('Singapore'))).toBeTruthy();
    expect(screen.getByText('You are calling from NP.')).toBeTruthy();
    expect(screen.getByText(words.regionStates.down)).toBeTruthy();
    server.reachable = false;
    await waitFor(() => press(words.connectionAgain));
    expect(await screen.findByText(words.connectionNone)).toBeTruthy();
  });

  it('goes live without media where the server has none', async () => {
    await open({ 'GET /regions': () => success(regionsOf({ media: { state: 'off', reason: 'x' } })) });
    expect(screen.getByText(words.mediaOff)).toBeTruthy();
    expect(screen.queryByRole('button', { name: words.previewOpen })).toBeNull();
    expect(screen.getByRole('button', { name: goLive.submit }).getAttribute('aria-disabled')).not.toBe('true');
  });

  it('shows the steps of the quality ladder, and where it begins', async () => {
    await open();
    choose(categories.dance);
    const list = screen.getByRole('list', { name: words.quality });
    expect(within(list).getAllByRole('listitem').length).toBe(6);
    expect(within(list).getByText(words.step(960, 540, 30, '1.7')).parentElement?.textContent).toContain(words.begins);
  });
});

describe('a host who is live already', () => {
  const running = ownStreamOf(7, { status: 'interrupted', title: 'Morning' });

  it('goes back into the running broadcast, and can start no second one', async () => {
    await open({ 'GET /streams/mine': () => success({ items: [running] }) });
    expect(screen.getByText(words.interrupted('Morning'))).toBeTruthy();
    fireEvent.click(screen.getByRole('link', { name: words.goBack }));
    expect(navigation.visited).toEqual([`/room/${uuidOf(7)}`]);
    choose(words.now);
    expect(screen.getByRole('button', { name: goLive.submit }).getAttribute('aria-disabled')).toBe('true');
  });

  it('ends it after a second question', async () => {
    const { server } = await open({
      'GET /streams/mine': () => success({ items: [running] }),
      [`POST /streams/${uuidOf(7)}/end`]: () => problem(503, 'unavailable'),
    });
    press(words.endIt);
    expect(document.activeElement?.textContent).toBe(english.room.endNo);
    press(english.room.endNo);
    expect(server.count(`POST /streams/${uuidOf(7)}/end`)).toBe(0);
    press(words.endIt);
    press(english.room.endYes);
    expect(await screen.findByText(errorCodes.unavailable.text)).toBeTruthy();
  });

  it('is told so when another window went live meanwhile', async () => {
    let items: unknown[] = [];
    await open({
      'GET /streams/mine': () => success({ items }),
      'POST /streams': () => {
        items = [{ ...running, status: 'live' }];
        return problem(409, 'stream_already_live');
      },
    });
    type(goLive.roomTitle, 'Ragas');
    press(goLive.submit);
    expect(await screen.findByText(words.stillLive('Morning'))).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>(goLive.roomTitle).value, 'what was typed stays').toBe('Ragas');
  });
});

describe('drafts and schedules', () => {
  it('saves a draft, then changes the same one', async () => {
    const { server } = await open({
      'POST /streams': () => success({ stream: streamOf(1, { status: 'draft' }) }, 201),
      [`PATCH /streams/${uuidOf(1)}`]: () => success({ stream: ownStreamOf(1) }),
    });
    type(goLive.roomTitle, 'Ragas');
    press(words.saveDraft);
    expect(await screen.findByText(words.saved)).toBeTruthy();
    type(goLive.roomTitle, 'Evening ragas');
    expect(screen.queryByText(words.saved)).toBeNull();
    press(words.saveDraft);
    expect(await screen.findByText(words.saved)).toBeTruthy();
    expect(sent(server, `PATCH /streams/${uuidOf(1)}`)).toMatchObject([{ title: 'Evening ragas', scheduledAt: null }]);
    expect(server.count('POST /streams')).toBe(1);
  });

  it('resumes a draft with all that was set, and keeps its password', async () => {
    const draft = ownStreamOf(3, {
      ...{ title: 'Ragas', category: 'music', tags: ['folk'] },
      privacy: { ...ownStreamOf(3).privacy, visibility: 'password', adultsOnly: true },
      settings: { countryBlocks: ['IN'], invitations: 1 },
    });
    const { server } = await open(
      {
        'GET /streams/mine': () => success({ items: [draft] }),
        [`GET /streams/${uuidOf(3)}/invitations`]: () =>
          success({ items: [{ handle: 'maya', at: '2026-11-22T10:00:00.000Z' }] }),
        [`PATCH /streams/${uuidOf(3)}`]: () => success({ stream: draft }),
        [`POST /streams/${uuidOf(3)}/start`]: () => success({ stream: streamOf(3), media: off }),
      },
      { draftId: uuidOf(3) },
    );
    expect(screen.getByLabelText<HTMLInputElement>(goLive.roomTitle).value).toBe('Ragas');
    expect(screen.getByRole('switch', { name: words.adultsOnly }).getAttribute('aria-checked')).toBe('true');
    expect(await screen.findByText('@maya')).toBeTruthy();
    press(goLive.submit);
    await waitFor(() => expect(navigation.visited).toEqual([`/room/${uuidOf(3)}`]));
    const [change] = sent(server, `PATCH /streams/${uuidOf(3)}`);
    expect(change).toMatchObject({ privacy: { countryBlocks: ['IN'], visibility: 'password' } });
    expect(change).not.toHaveProperty('password');
  });

  it('schedules for a time of this device, and refuses one that is past', async () => {
    const { server } = await open(
      { 'POST /streams': () => success({ stream: streamOf(1, { status: 'scheduled' }) }, 201) },
      { later: true },
    );
    type(goLive.roomTitle, 'Ragas');
    type(words.date, '2020-01-01');
    type(words.time, '20:00');
    press(words.schedule);
    const wrong = words.timeWrong(90);
    expect((await screen.findAllByText(wrong)).length).toBeGreaterThan(0);
    press(words.quick.tomorrow);
    expect(screen.queryByText(wrong)).toBeNull();
    press(words.schedule);
    expect(await screen.findByText(words.saved)).toBeTruthy();
    const day = new Date();
    const at = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 20);
    expect(sent(server, 'POST /streams')).toMatchObject([{ scheduledAt: at.toISOString() }]);
  });

  it('says when a draft is there no more', async () => {
    await open({}, { draftId: uuidOf(9) });
    expect(screen.getByText(words.gone)).toBeTruthy();
  });
});
