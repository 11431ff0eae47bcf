import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { PreviewCard } from './preview-card.tsx';

const words = english.live;
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
async function open(stored: Parameters<typeof renderScreen>[1] = {}) {
  const rendered = await renderScreen(<PreviewCard appId="app-1" />, stored);
  return rendered;
}

describe('the preview', () => {
  it('opens nothing before it is asked to, and lets go when it is closed or left', async () => {
    const { capture, view } = await open();
    expect(capture.wishes).toEqual([]);
    press(words.previewOpen);
    await screen.findByRole('button', { name: words.previewClose });
    expect([capture.open, capture.appId]).toEqual([1, 'app-1']);
    press(words.previewClose);
    expect(capture.open).toBe(0);
    press(words.previewOpen);
    await screen.findByRole('button', { name: words.previewClose });
    view.unmount();
    expect(capture.open).toBe(0);
  });

  it('tells how loud the microphone is', async () => {
    const { capture } = await open();
    press(words.previewOpen);
    const meter = await screen.findByRole('meter', { name: words.level });
    await waitFor(() => expect(meter.getAttribute('aria-valuenow')).toBe('50'));
    expect(meter.getAttribute('aria-valuetext')).toBe(words.levels.good);
    capture.level = 0;
    await waitFor(() => expect(meter.getAttribute('aria-valuetext')).toBe(words.levels.silent));
  });

  it('goes on with another device, and remembers all of it', async () => {
    const { capture, storage } = await open();
    press(words.previewOpen);
    fireEvent.click(await screen.findByRole('radio', { name: words.device(2) }));
    await waitFor(() => expect(capture.wishes.at(-1)).toMatchObject({ microphoneId: 'mic-2', cameraOn: true }));
    fireEvent.click(screen.getByRole('switch', { name: words.cameraOn }));
    await waitFor(() => expect(capture.wishes.at(-1)).toMatchObject({ cameraOn: false }));
    fireEvent.click(screen.getByRole('switch', { name: words.microphoneOn }));
    await waitFor(() => expect(capture.open, 'only the newest stays open').toBe(1));
    expect(JSON.parse((await storage.get('live-devices')) ?? '')).toEqual({
      ...{ microphoneOn: false, cameraOn: false, microphoneId: 'mic-2' },
    });
  });

  it('begins as it was left the last time', async () => {
    const stored = JSON.stringify({ microphoneOn: true, cameraOn: false, cameraId: 'cam-9' });
    const { capture } = await open({ stored: { 'live-devices': stored } });
    expect(screen.getByRole('switch', { name: words.cameraOn }).getAttribute('aria-checked')).toBe('false');
    press(words.previewOpen);
    await waitFor(() => expect(capture.wishes).toMatchObject([{ cameraOn: false, cameraId: 'cam-9' }]));
  });

  it.each([
    ['refused', words.previewRefused],
    ['none', words.previewNone],
    ['busy', words.previewBusy],
    ['unsupported', words.previewUnsupported],
  ] as const)('says what is to be done when it is %s, and can be tried again', async (reason, text) => {
    const { capture } = await open();
    capture.refusal = reason;
    press(words.previewOpen);
    expect((await screen.findByRole('alert')).textContent).toBe(text);
    capture.refusal = undefined;
    press(words.previewOpen);
    await screen.findByRole('button', { name: words.previewClose });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says when a device goes away', async () => {
    const { capture } = await open();
    press(words.previewOpen);
    await screen.findByRole('button', { name: words.previewClose });
    capture.lose();
    expect((await screen.findByRole('alert')).textContent).toBe(words.previewLost);
    expect(capture.open).toBe(0);
  });

  it('is as new where what is stored is no such thing', async () => {
    await open({ stored: { 'live-devices': '{"microphoneOn":"yes"}' } });
    expect(screen.getByRole('switch', { name: words.cameraOn }).getAttribute('aria-checked')).toBe('true');
  });
});
