import { type ComponentType, Fragment, type ReactNode, useCallback, useEffect, useState } from 'react';
import { Loading } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { NotLoaded } from './not-loaded.tsx';

/** A screen whose code is fetched when it is first shown. */
export type LazyScreen<P extends object> = ComponentType<P> & {
  /** Fetches the code ahead of time. A failure says nothing: the screen tries again when it is shown. */
  readonly prefetch: () => void;
};

/**
 * Splits a screen from the first load: `lazyScreen(() => import('…/wallet-screen.tsx').then((m) => m.WalletScreen))`, at the top
 * of a route's file. While the code is on its way a spinner stands there, after a failure a notice with another try.
 *
 * Not `React.lazy`, which remembers a failure for ever, so that nobody could try again.
 */
export function lazyScreen<P extends object>(load: () => Promise<ComponentType<P>>): LazyScreen<P> {
  return lazily(load, Page);
}

/** The same for a part of a screen: what stands there meanwhile takes no more room than it needs. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): LazyScreen<P> {
  return lazily(load, Fragment);
}

function lazily<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Frame: ComponentType<{ readonly children: ReactNode }>,
): LazyScreen<P> {
  // Kept once for all places that show it: a screen that was here before appears at once.
  let loaded: ComponentType<P> | undefined;
  let loading: Promise<ComponentType<P>> | undefined;
  const fetchOnce = (): Promise<ComponentType<P>> => {
    loading ??= load().then(
      (screen) => {
        loaded = screen;
        return screen;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };

  function Lazy(props: P) {
    const [state, setState] = useState<'loading' | 'loaded' | 'failed'>(loaded === undefined ? 'loading' : 'loaded');
    const start = useCallback(() => {
      setState('loading');
      fetchOnce().then(
        () => setState('loaded'),
        () => setState('failed'),
      );
    }, []);
    useEffect(() => {
      if (loaded === undefined) start();
    }, [start]);
    const Screen = loaded;
    if (state === 'loaded' && Screen !== undefined) return <Screen {...props} />;
    return <Frame>{state === 'failed' ? <NotLoaded retry={start} /> : <Loading />}</Frame>;
  }

  return Object.assign(Lazy, { prefetch: () => void fetchOnce().catch(() => undefined) });
}
