import { vi } from 'vitest';

/** jsdom lays nothing out: a page has no size unless it is given one. Mocks are restored by the test that asked for it. */
export function sizeWindow(width: number, height: number): void {
  vi.spyOn(document.documentElement, 'clientWidth', 'get').mockReturnValue(width);
  vi.spyOn(document.documentElement, 'clientHeight', 'get').mockReturnValue(height);
  window.dispatchEvent(new Event('resize'));
}

/** As jsdom has it, after the mocks were restored. */
export function unsizeWindow(): void {
  window.dispatchEvent(new Event('resize'));
}
