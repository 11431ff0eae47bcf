import { cleanup, configure, getConfig } from '@testing-library/react';
import { afterEach } from 'vitest';
import { resetNavigation } from './fake-expo-router.tsx';
import { resetSecureStore } from './fake-secure-store.ts';

// The library waits one second for what a test expects, which a loaded machine can exceed.
const { asyncWrapper } = getConfig();
configure({
  asyncUtilTimeout: 10_000,
  // What a test waited for stands in the page before React has run the effects of it, and react-native-web takes up in an
  // effect whether a button may be pressed: on a busy machine a press right behind the wait met the button of before.
  asyncWrapper: async (work) => {
    const result = await asyncWrapper(work);
    await new Promise((resolve) => setImmediate(resolve));
    return result;
  },
});

// Tests without screens run in Node's own environment.
const hasPage = typeof window !== 'undefined';

if (hasPage) {
  // jsdom has no media queries. Every preference is on: tests see the app without motion and in the dark scheme.
  window.matchMedia = (query) => ({
    matches: true,
    media: query,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
    addEventListener: () => {},
    removeEventListener: () => {},
    dispatchEvent: () => false,
  });
}

afterEach(() => {
  cleanup();
  resetNavigation();
  resetSecureStore();
  if (hasPage) localStorage.clear();
});
