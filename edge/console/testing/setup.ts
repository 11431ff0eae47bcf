import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// The library waits one second for what a test expects, which a loaded machine can exceed.
configure({ asyncUtilTimeout: 10_000 });

if (typeof window !== 'undefined') {
  window.matchMedia = (query) => ({
    ...{ matches: false, media: query, onchange: null },
    ...{ addListener: () => {}, removeListener: () => {}, addEventListener: () => {}, removeEventListener: () => {} },
    dispatchEvent: () => false,
  });
  // As in a browser that lets nobody draw: plots are their tables then.
  Object.assign(HTMLCanvasElement.prototype, { getContext: () => null });
  // jsdom knows dialogs, but not that they are modal.
  const dialog = HTMLDialogElement.prototype;
  dialog.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true;
    const first = this.querySelector<HTMLElement>('[autofocus], input, button, textarea, select');
    first?.focus();
  };
  dialog.close ??= function close(this: HTMLDialogElement) {
    this.open = false;
  };
}

afterEach(() => {
  cleanup();
  if (typeof window !== 'undefined') localStorage.clear();
});
