import { Component, type ComponentType, lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Notice } from '../kit/notice.tsx';
import { Page } from '../kit/page.tsx';
import { type ConsoleRoute, routes } from '../routes.ts';
import { useMe } from '../session/use-me.ts';
import { mayOpen } from './may-open.ts';

const shown: readonly (readonly [ConsoleRoute, ComponentType])[] = routes.map((route) => [
  route,
  lazy(async () => ({ default: await route.page() })),
]);

/** The page of the address, or why there is none. */
export function Pages() {
  const { roles } = useMe();
  const [location] = useLocation();
  useFocusOnNewPlace(location);
  return (
    <PageGuard key={location}>
      <Suspense fallback={<p role="status">Loading…</p>}>
        <Switch>
          {shown.map(([route, Shown]) => (
            <Route key={route.path} path={route.path}>
              {mayOpen(roles, route) ? <Shown /> : <NotYours />}
            </Route>
          ))}
          <Route>
            <Page title="There is no such page">
              <p>
                Look in the navigation, or press <kbd>Ctrl K</kbd>.
              </p>
            </Page>
          </Route>
        </Switch>
      </Suspense>
    </PageGuard>
  );
}

function NotYours() {
  return (
    <Page title="Not for your role">
      <p>Your roles do not open this page. Ask an admin, if they should.</p>
    </Page>
  );
}

/** The link that was pressed is gone with its page: the new page's title takes the focus. */
function useFocusOnNewPlace(location: string): void {
  const before = useRef(location);
  useEffect(() => {
    if (before.current === location) return;
    before.current = location;
    const heading = document.querySelector<HTMLElement>('main h1');
    if (heading === null) document.querySelector<HTMLElement>('main')?.focus();
    else heading.focus();
  }, [location]);
}

interface GuardState {
  readonly failed: boolean;
}

/** One page that breaks, or whose code does not come, leaves the rest of the console standing. */
class PageGuard extends Component<{ readonly children: ReactNode }, GuardState> {
  override state: GuardState = { failed: false };
  static getDerivedStateFromError(): GuardState {
    return { failed: true };
  }
  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Page title="This page could not be shown">
        <Notice tone="error">
          It met a fault of its own, or a newer version of the console is there.{' '}
          <button type="button" onClick={() => window.location.reload()}>
            Reload
          </button>
        </Notice>
      </Page>
    );
  }
}
