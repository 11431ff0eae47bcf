import type { NavItem } from './nav-items.ts';

/** Fetches the code of a main place before it is opened; a failure says nothing, the screen tries again. */
export function fetchPlace(href: NavItem['href']): void {
  void codeOf(href)?.catch(() => undefined);
}

function codeOf(href: NavItem['href']): Promise<unknown> | undefined {
  switch (href) {
    case '/':
      // The lobby is in the first load; from there people go into a room.
      return undefined;
    case '/go-live':
      return import('../host/host-screens.ts');
    case '/wallet':
      return import('../wallet/wallet-screens.ts');
    case '/account':
      return import('../account/account-screens.ts');
    default:
      return href satisfies never;
  }
}

/** Fetches what a room needs: the next place of almost everybody. */
export function fetchRoom(): void {
  void Promise.all([import('../room/room-screen.tsx'), import('@halobuzz/core/client/room-client')]).catch(
    () => undefined,
  );
}
