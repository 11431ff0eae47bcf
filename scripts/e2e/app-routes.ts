import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../paths.ts';

/** What the routes are about, while their screens are looked at. */
export interface AppWorld {
  /** A broadcast that is on the air, somebody else's. */
  readonly roomId: string;
  /** One of the viewer's own that has ended. */
  readonly endedId: string;
  readonly hostHandle: string;
}

/** How a screen is brought into another state than the one it opens in. */
export interface ScreenState {
  readonly name: string;
  readonly open: (page: Page) => Promise<void>;
}

export interface AppRoute {
  /** The file under `mobile/app`. */
  readonly file: string;
  readonly path: (world: AppWorld) => string;
  /** Also shown to whoever is signed out; others send them to sign in. */
  readonly open?: true;
  /** Looked at by the host of the broadcast instead of by a viewer. */
  readonly host?: true;
  readonly states?: readonly ScreenState[];
}

const press =
  (name: string | RegExp, role: 'button' | 'link' | 'tab' | 'radio' = 'button') =>
  async (page: Page): Promise<void> => {
    await page.getByRole(role, { name }).first().click();
  };

const anId = '018f0000-0000-7000-8000-000000000000';

/** Every screen of the app, and how to get there. A route without a line here fails `app-axe.e2e.test.ts`. */
export const appRoutes: readonly AppRoute[] = [
  { file: '+not-found.tsx', path: () => '/nowhere/at/all', open: true },
  {
    file: 'index.tsx',
    path: () => '/',
    open: true,
    states: [{ name: 'an empty category', open: press('Learning', 'radio') }],
  },
  { file: 'sign-in.tsx', path: () => '/sign-in', open: true, states: [{ name: 'refused', open: press('Sign in') }] },
  {
    file: 'sign-up.tsx',
    path: () => '/sign-up',
    open: true,
    states: [{ name: 'refused', open: press('Create account') }],
  },
  { file: 'unsubscribe.tsx', path: () => '/unsubscribe', open: true },
  { file: 'verify-email.tsx', path: () => '/verify-email' },
  { file: 'forgot-password.tsx', path: () => '/forgot-password', open: true },
  { file: 'account.tsx', path: () => '/account' },
  { file: 'account/devices.tsx', path: () => '/account/devices' },
  { file: 'account/people.tsx', path: () => '/account/people' },
  { file: 'account/profile.tsx', path: () => '/account/profile' },
  { file: 'account/security.tsx', path: () => '/account/security' },
  { file: 'settings.tsx', path: () => '/settings', open: true },
  { file: 'sanctions.tsx', path: () => '/sanctions' },
  {
    file: 'search.tsx',
    path: () => '/search',
    open: true,
    states: [{ name: 'found', open: (page) => page.getByRole('searchbox').first().fill('song') }],
  },
  { file: 'go-live.tsx', path: () => '/go-live' },
  { file: 'schedule.tsx', path: () => '/schedule' },
  { file: 'broadcasts/index.tsx', path: () => '/broadcasts' },
  { file: 'broadcasts/[id].tsx', path: ({ endedId }) => `/broadcasts/${endedId}` },
  { file: 'notifications.tsx', path: () => '/notifications' },
  { file: 'support.tsx', path: () => '/support', open: true },
  { file: 'delete-account.tsx', path: () => '/delete-account', open: true },
  { file: 'wallet/index.tsx', path: () => '/wallet' },
  { file: 'wallet/buy.tsx', path: () => '/wallet/buy' },
  { file: 'wallet/limits.tsx', path: () => '/wallet/limits' },
  { file: 'wallet/pay.tsx', path: () => '/wallet/pay' },
  { file: 'wallet/payments.tsx', path: () => '/wallet/payments' },
  { file: 'payouts.tsx', path: () => '/payouts' },
  { file: 'documents/[name].tsx', path: () => '/documents/privacy', open: true },
  { file: 'appeal.tsx', path: () => '/appeal', open: true },
  { file: 'privacy/index.tsx', path: () => '/privacy' },
  { file: 'privacy/cancel-erasure.tsx', path: () => '/privacy/cancel-erasure', open: true },
  { file: 'privacy/consents.tsx', path: () => '/privacy/consents' },
  { file: 'privacy/data.tsx', path: () => '/privacy/data' },
  { file: 'privacy/delete.tsx', path: () => '/privacy/delete', open: true },
  { file: 'privacy/minor.tsx', path: () => '/privacy/minor' },
  { file: 'privacy/parent.tsx', path: () => '/privacy/parent', open: true },
  { file: 'privacy/requests.tsx', path: () => '/privacy/requests' },
  { file: 'privacy/settings.tsx', path: () => '/privacy/settings' },
  { file: 'privacy/stored.tsx', path: () => '/privacy/stored', open: true },
  { file: 'privacy/certificates/[id].tsx', path: () => `/privacy/certificates/${anId}`, open: true },
  { file: 'privacy/exports/[id].tsx', path: () => `/privacy/exports/${anId}` },
  { file: 'people/[username].tsx', path: ({ hostHandle }) => `/people/${hostHandle}` },
  {
    file: 'room/[id].tsx',
    path: ({ roomId }) => `/room/${roomId}`,
    states: [
      { name: 'the gift tray', open: press('Gifts') },
      { name: 'a gift to confirm', open: press(/^Rose/) },
      {
        name: 'the menu',
        open: async (page) => {
          await press('Close')(page);
          await press('More about this room')(page);
        },
      },
      {
        name: 'who watches',
        open: async (page) => {
          await page.keyboard.press('Escape');
          await press(/Who watches$/)(page);
        },
      },
    ],
  },
  {
    file: 'room/[id].tsx',
    host: true,
    path: ({ roomId }) => `/room/${roomId}`,
    states: ['Dashboard', 'Guests', 'Battle', 'Chat', 'Moderation', 'Broadcast', 'End broadcast'].map((tools) => ({
      name: tools,
      open: async (page: Page): Promise<void> => {
        await page.keyboard.press('Escape');
        await press(tools)(page);
      },
    })),
  },
];

/** The files that are screens: layouts and helpers of the router are not. */
export function routeFiles(): string[] {
  return globSync('**/*.tsx', { cwd: join(repositoryRoot, 'mobile', 'app') })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/(^|\/)_layout\.tsx$/.test(file))
    .toSorted();
}
