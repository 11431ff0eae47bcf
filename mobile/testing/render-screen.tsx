import type { JoinData } from '@halobuzz/core/api/streams';
import { MediaAccess } from '@halobuzz/core/client/media-access';
import { CommandError } from '@halobuzz/core/client/pending-commands';
import type { ReplyOf } from '@halobuzz/core/client/room-client';
import type { RoomListener } from '@halobuzz/core/client/room-listener';
import type { ReplyData } from '@halobuzz/core/protocol/down';
import { act, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { halobuzzApi } from '../src/api/api.ts';
import { ApiClient } from '../src/api/client.ts';
import { developmentProbe } from '../src/api/development-probe.ts';
import { tokenStore } from '../src/api/token-store.ts';
import { SessionProvider } from '../src/features/auth/session.tsx';
import { type HeldLinks, heldLinks } from '../src/features/held-links.ts';
import { ConsentProvider } from '../src/features/privacy/consents.tsx';
import { type Services, ServicesContext } from '../src/features/services.ts';
import { MotionProvider } from '../src/features/settings/motion-provider.tsx';
import { settingsStore } from '../src/features/settings/settings-store.ts';
import { StepUpProvider } from '../src/features/step-up/step-up.tsx';
import type { Language } from '../src/i18n/language.ts';
import { LanguageProvider } from '../src/i18n/language-provider.tsx';
import { loadCatalogue } from '../src/i18n/load-catalogue.ts';
import type { AppUpdates } from '../src/platform/app-updates-port.ts';
import type { ArchiveSource } from '../src/platform/archive-source.ts';
import type { NetworkPort } from '../src/platform/network-port.ts';
import type { SharedLink } from '../src/platform/shared-link.ts';
import { memoryStorage, type StoragePort } from '../src/platform/storage-port.ts';
import { type StoredKey, storedKeys } from '../src/platform/stored-keys.ts';
import { renewMedia } from '../src/realtime/renew-media.ts';
import { ThemeProvider } from '../src/ui/theme-provider.tsx';
import { FakePasskeys } from './fake-passkeys.ts';
import { FakePaying } from './fake-paying.ts';
import { FakeDevice } from './fake-preview.ts';
import { FakePush } from './fake-push.ts';
import { FakeRtc } from './fake-rtc.ts';
import { type FakeServer, fakeServer, type Handler, success } from './fake-server.ts';
import { FakeTexts } from './fake-texts.ts';
import { sita, tokensOf, uuidOf } from './fixtures.ts';

/** A room without a gateway: the test plays the server. */
export class FakeRoom {
  readonly sent: string[] = [];
  listener: RoomListener | undefined;
  joined: ((data: JoinData) => void) | undefined;
  /** The broadcast's password that the room was last opened with. */
  password: string | undefined;
  running = false;
  /** Times the room was asked whether it still lives. */
  wakes = 0;
  /** What the next command is answered; the default accepts everything. */
  answer: (command: string) => ReplyData | CommandError = (command) =>
    command.startsWith('chat') ? { t: 'chat', mid: `mine-${this.sent.length}` } : { t: 'like', total: 0 };

  readonly open: Services['openRoom'] = (_roomId, listener, joined, password) => {
    this.listener = listener;
    this.password = password;
    this.joined = joined;
    return {
      start: () => {
        this.running = true;
      },
      stop: () => {
        this.running = false;
      },
      wake: () => {
        this.wakes += 1;
      },
      chat: (text, reply) => this.#command('chat', `chat ${text}${reply === undefined ? '' : ` > ${reply}`}`),
      like: (count) => this.#command('like', `like ${count}`),
      gift: (gift, quantity, clientId, recipient) =>
        this.#command(
          'gift',
          `gift ${gift} ${quantity} ${clientId}${recipient === undefined ? '' : ` > ${recipient}`}`,
        ),
      guest: (act, who) => this.#command('guest', `guest ${act}${who === undefined ? '' : ` ${who}`}`),
      viewers: (cursor) => this.#command('viewers', `viewers${cursor === undefined ? '' : ` ${cursor}`}`),
      setGoal: (title, target) => this.#command('goal', `goal ${target} ${title}`),
      clearGoal: () => this.#command('goal.clear', 'goal.clear'),
      reportQuality: (report) => this.#command('quality', `quality ${report.level}`),
      command: async (body) => {
        const command = JSON.stringify(body);
        this.sent.push(command);
        const answer = this.answer(command);
        if (answer instanceof CommandError) throw answer;
        return answer;
      },
    };
  };

  async #command<T extends ReplyData['t']>(type: T, command: string): Promise<ReplyOf<T>> {
    this.sent.push(command);
    const answer = this.answer(command);
    if (answer instanceof CommandError) throw answer;
    if (answer.t !== type) throw new CommandError('internal', '');
    // The discriminant was compared, which the compiler does not follow for a type parameter.
    return answer as ReplyOf<T>;
  }

  /** Does something as the server, and lets the screen take it in. */
  async as(what: (listener: RoomListener) => void): Promise<void> {
    await act(async () => {
      if (this.listener !== undefined) what(this.listener);
    });
  }
}

export interface Rendered {
  readonly server: FakeServer;
  readonly paying: FakePaying;
  readonly texts: FakeTexts;
  readonly room: FakeRoom;
  readonly rtc: FakeRtc;
  readonly capture: FakeDevice;
  readonly push: FakePush;
  readonly passkeys: FakePasskeys;
  /** The links that screens offered to others. */
  readonly shared: readonly SharedLink[];
  readonly client: ApiClient;
  readonly storage: StoragePort;
  /** The archives that screens had saved. */
  readonly saved: readonly ArchiveSource[];
  readonly heldLinks: HeldLinks;
  readonly view: ReturnType<typeof render>;
}

/** Renders a screen over a fake edge and a fake room; signed in unless told otherwise. */
export async function renderScreen(
  screen: ReactNode,
  options: {
    readonly routes?: Readonly<Record<string, Handler>>;
    readonly paying?: FakePaying;
    readonly signedIn?: boolean;
    readonly stored?: Readonly<Partial<Record<StoredKey, string>>>;
    /** English unless told otherwise. */
    readonly language?: Language;
    /** None that is newer unless told otherwise. */
    readonly updates?: AppUpdates;
    /** There unless told otherwise. */
    readonly network?: NetworkPort;
    /** A browser, which notifies nobody, unless it is a phone. */
    readonly push?: FakePush;
    /** Whether the device knows passkeys; not unless told so. */
    readonly passkeys?: boolean;
  } = {},
): Promise<Rendered> {
  const server = fakeServer({
    'POST /auth/refresh': () => success(tokensOf(1)),
    'GET /auth/me': () => success(sita),
    ...options.routes,
  });
  const storage = memoryStorage();
  for (const key of storedKeys) {
    const value = options.stored?.[key];
    if (value !== undefined) await storage.set(key, value);
  }
  const store = tokenStore(storage);
  if (options.signedIn !== false) await store.save('refresh-0', 'session-1');
  const client = new ApiClient({
    baseUrl: 'https://edge.example',
    fetch: server.fetch,
    store,
    now: () => Date.now(),
    exclusively: (_name, task) => task(),
  });
  const api = halobuzzApi(client);
  const room = new FakeRoom();
  const rtc = new FakeRtc();
  const capture = new FakeDevice();
  const shared: SharedLink[] = [];
  const saved: ArchiveSource[] = [];
  const links = heldLinks();
  const push = options.push ?? new FakePush();
  const passkeys = new FakePasskeys();
  const texts = new FakeTexts();
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return uuidOf(ids);
  };
  const { paying = new FakePaying() } = options;
  const services: Services = {
    api,
    client,
    storage,
    device: async () => ({ id: 'device-1', name: 'Test' }),
    newId,
    openRoom: room.open,
    frames: (run) => {
      let wanted = true;
      queueMicrotask(() => {
        if (wanted) run();
      });
      return () => {
        wanted = false;
      };
    },
    openRtc: rtc.open,
    keepAwake: () => () => {},
    share: async (link) => {
      shared.push(link);
      return 'shared';
    },
    keepMedia: (roomId, first, told) =>
      new MediaAccess(
        {
          ...told,
          renew: () => renewMedia(api, roomId),
          random: () => 0,
          setTimer: (run, delayMs) => setTimeout(run, delayMs),
          // The handle is the one that setTimer gave.
          clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
        },
        first,
      ),
    isDevelopmentServer: developmentProbe(api, newId),
    pageUrl: (path) => `https://edge.example${path}`,
    appKind: { method: 'web', appVersion: '0.1.0' },
    saveArchive: async (source) => {
      saved.push(source);
      const answer = await source.fetch();
      return answer.ok ? { ok: true, data: 'saved' } : answer;
    },
    saveText: texts.save,
    copyText: texts.copy,
    pickPicture: capture.pickPicture,
    openPreview: capture.openPreview,
    push: push.port,
    passkeys: passkeys.port(options.passkeys ?? false),
    supportContact: 'help@halobuzz.example',
    paying: paying.ports,
    heldLinks: links,
    settings: settingsStore(storage),
    deviceLanguages: () => ['en-GB'],
    updates: options.updates ?? { isThere: async () => false, take: async () => {}, justTaken: false },
    network: options.network ?? { isThere: () => true, onChange: () => () => {} },
    mailboxUrl: () => 'https://edge.example/dev/mailbox',
  };
  const language = options.language ?? 'en';
  const first = { language, words: await loadCatalogue(language) };
  const view = render(
    <ServicesContext.Provider value={services}>
      <LanguageProvider storage={storage} deviceLanguages={services.deviceLanguages} first={first}>
        <ThemeProvider storage={storage}>
          <SessionProvider>
            <ConsentProvider>
              <MotionProvider>
                <StepUpProvider>{screen}</StepUpProvider>
              </MotionProvider>
            </ConsentProvider>
          </SessionProvider>
        </ThemeProvider>
      </LanguageProvider>
    </ServicesContext.Provider>,
  );
  await act(async () => {});
  return {
    ...{ server, paying, texts, room, rtc, capture, push, passkeys },
    ...{ shared, client, storage, saved, heldLinks: links, view },
  };
}
