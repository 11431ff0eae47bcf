import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { container, navigation } from '../../../testing/fake-expo-router.tsx';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { exportIdOf, exportOf, laterIso, linkSecret, stepUpRoutes } from '../../../testing/privacy-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { formatOf } from '../../ui/format.ts';
import { ArchiveScreen } from './archive-screen.tsx';
import { DataScreen, exportPollMs } from './data-screen.tsx';

const format = formatOf(english.format);

const words = english.privacy.data;
const id = exportIdOf('a');
const archive = `POST /privacy/exports/${id}/archive`;
const link = () => success({ secret: linkSecret, url: 'https://edge.example/x', expiresAt: laterIso });
const zip = { status: 200, body: new Uint8Array([0x50, 0x4b]) };
/** Refuses until somebody has proved who they are. */
const guarded =
  (handler: Handler): Handler =>
  (request) =>
    request.authorization === 'Bearer raised' ? handler(request) : problem(403, 'step_up_required');
const show = (routes: Readonly<Record<string, Handler>> = {}) =>
  renderScreen(<DataScreen />, {
    routes: { 'GET /privacy/exports': () => success({ items: [] }), ...stepUpRoutes, ...routes },
  });
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const prove = async (password: string): Promise<void> => {
  fireEvent.change(await screen.findByLabelText(english.stepUp.password), { target: { value: password } });
  await press(english.stepUp.submit);
};

describe('a copy of one’s data', () => {
  it('is asked for after a proof of identity', async () => {
    const { server } = await show({
      'POST /privacy/exports': guarded(() => success(exportOf({ status: 'pending' }), 202)),
      'POST /auth/step-up': () => problem(401, 'invalid_credentials'),
    });
    expect(await screen.findByText(words.empty)).toBeTruthy();
    await press(words.request);
    await prove('wrong');
    expect(await screen.findByText(errorCodes.invalid_credentials.text)).toBeTruthy();
    server.routes.set('POST /auth/step-up', stepUpRoutes['POST /auth/step-up']);
    server.routes.set('GET /privacy/exports', () =>
      success({ items: [exportOf({ status: 'pending', progress: { done: 0, total: 9 } })], nextAt: laterIso }),
    );
    await prove('password123');
    expect((await screen.findAllByText(words.statuses.pending)).length).toBeGreaterThan(0);
    expect(screen.queryByRole('dialog')).toBeNull();
    const asked = server.requests.filter(({ route }) => route === 'POST /privacy/exports');
    expect(asked.map(({ body }) => body)).toEqual([{ dataTypes: 'all' }, { dataTypes: 'all' }]);
  });

  it('is not asked for when its owner gives the proof up', async () => {
    const { server } = await show({ 'POST /privacy/exports': guarded(() => success(exportOf(), 202)) });
    await press(words.request);
    await press(english.ui.cancel);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(server.count('POST /privacy/exports')).toBe(1);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('button', { name: words.request }).getAttribute('aria-busy')).toBe('false');
  });

  it('may hold some kinds only, and at least one', async () => {
    const { server } = await show({ 'POST /privacy/exports': () => success(exportOf({ status: 'pending' }), 202) });
    fireEvent.click(await screen.findByRole('radio', { name: words.some }));
    await press(words.request);
    expect((await screen.findByRole('alert')).textContent).toBe(words.none);
    fireEvent.click(screen.getByRole('checkbox', { name: words.kinds.money }));
    fireEvent.click(screen.getByRole('checkbox', { name: words.kinds.gifts }));
    fireEvent.keyDown(screen.getByRole('checkbox', { name: words.kinds.money }), { key: ' ' });
    await press(words.request);
    await waitFor(() => expect(server.count('POST /privacy/exports')).toBe(1));
    expect(server.requests.find(({ route }) => route === 'POST /privacy/exports')?.body).toEqual({
      dataTypes: ['gifts'],
    });
  });

  it('shows how far it is until it is there', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { server } = await show({
      'GET /privacy/exports': () =>
        success({ items: [exportOf({ status: 'processing', progress: { done: 3, total: 9 } })], nextAt: laterIso }),
    });
    const bar = await screen.findByRole('progressbar');
    expect(['aria-valuenow', 'aria-valuemax'].map((name) => bar.getAttribute(name))).toEqual(['3', '9']);
    expect(screen.getByText(words.progress(3, 9))).toBeTruthy();
    server.routes.set('GET /privacy/exports', () => success({ items: [exportOf()], nextAt: laterIso }));
    await vi.advanceTimersByTimeAsync(exportPollMs);
    expect(await screen.findByText(words.statuses.completed)).toBeTruthy();
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.getByText(words.next(format.time(laterIso)))).toBeTruthy();
    // Nothing is made any more, so nobody asks any more.
    const before = server.count('GET /privacy/exports');
    await vi.advanceTimersByTimeAsync(exportPollMs * 3);
    expect(server.count('GET /privacy/exports')).toBe(before);
    vi.useRealTimers();
  });

  it('is downloaded by a link of its own', async () => {
    const { server, saved } = await show({
      'GET /privacy/exports': () => success({ items: [exportOf()] }),
      [`POST /privacy/exports/${id}/link`]: guarded(link),
      [archive]: () => zip,
    });
    await press(words.downloadOf(format.time(exportOf().createdAt)));
    await prove('password123');
    expect(await screen.findByText(words.downloaded)).toBeTruthy();
    expect(server.requests.find(({ route }) => route === archive)?.body).toEqual({ secret: linkSecret });
    expect(saved.map(({ fileName, pageUrl }) => [fileName, pageUrl])).toEqual([
      [`${id}.zip`, `https://edge.example/privacy/exports/${id}#${linkSecret}`],
    ]);
  });

  it('says why it cannot be downloaded', async () => {
    await show({
      'GET /privacy/exports': () => success({ items: [exportOf()] }),
      [`POST /privacy/exports/${id}/link`]: link,
      [archive]: () => problem(409, 'export_not_ready'),
    });
    await press(words.downloadOf(format.time(exportOf().createdAt)));
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.export_not_ready.text);
  });
});

describe('the link of the mail', () => {
  const page = english.privacy.archive;
  const open = (signedIn: boolean, answer: Handler) => {
    navigation.path = `/privacy/exports/${id}`;
    return renderScreen(<ArchiveScreen exportId={id} />, { signedIn, routes: { [archive]: answer } });
  };

  it('downloads once for its owner, and leaves nothing in the address', async () => {
    navigation.params = { '#': linkSecret };
    const { server, saved } = await open(true, () => zip);
    await waitFor(() => expect(navigation.params).toEqual({ '#': '' }));
    await press(page.download);
    expect(await screen.findByText(page.done)).toBeTruthy();
    expect(saved).toHaveLength(1);
    expect(server.requests.find(({ route }) => route === archive)?.body).toEqual({ secret: linkSecret });
    expect(screen.queryByRole('button', { name: page.download })).toBeNull();
  });

  it('takes its secret out of the address as soon as the router can', async () => {
    container.ready = false;
    navigation.params = { '#': linkSecret };
    await open(true, () => zip);
    expect(navigation.params).toEqual({ '#': linkSecret });
    for (const listener of container.listeners) listener();
    await waitFor(() => expect(navigation.params).toEqual({ '#': '' }));
    expect(await screen.findByRole('button', { name: page.download })).toBeTruthy();
  });

  it('waits while its owner signs in', async () => {
    navigation.params = { '#': linkSecret };
    const { heldLinks } = await open(false, () => zip);
    await press(page.signIn);
    expect(navigation.visited).toEqual([`/sign-in?next=${encodeURIComponent(navigation.path)}`]);
    expect(heldLinks.take('/elsewhere')).toBeUndefined();
    expect(heldLinks.take(navigation.path)).toBe(linkSecret);
    expect(heldLinks.take(navigation.path)).toBeUndefined();
  });

  it('tells nobody else more than that it does not work', async () => {
    navigation.params = { '#': linkSecret };
    await open(true, () => problem(404, 'not_found'));
    await press(page.download);
    expect((await screen.findByRole('alert')).textContent).toBe(page.used);
  });

  it('says when it is not whole', async () => {
    await open(true, () => zip);
    expect(await screen.findByText(page.noSecret)).toBeTruthy();
    expect(screen.queryByRole('button', { name: page.download })).toBeNull();
  });
});
