import { useEffect } from 'react';
import { Dialog } from '../kit/dialog.tsx';
import { isIdle, lastTouchMs, touch } from './last-touch.ts';
import { useServices, useSessionView } from './session-context.ts';
import { StepUpForm } from './step-up-form.tsx';

const inputs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
/** Activity is written down this often at most, and looked at this often. */
const lookEveryMs = 5_000;

/**
 * Locks all windows of the console together once nobody touched any of them for `consoleIdleMs`, also over reloads: the
 * time of the last touch rests in the browser. Whoever comes from the web app's session without one proves themselves
 * first. What pages hold stays where it is, unseen: a note half written is not lost.
 */
export function IdleLock() {
  const { session, store, now } = useServices();
  const { locked, state } = useSessionView();
  const signedIn = state.status === 'signed-in';
  useEffect(() => {
    if (!signedIn) return;
    const look = (): void => (isIdle(store, now()) ? session.lock() : session.unlock());
    const touched = (): void => {
      if (session.view().locked || now() - lastTouchMs(store) < lookEveryMs) return;
      look();
      if (!session.view().locked) touch(store, now());
    };
    look();
    const timer = setInterval(look, lookEveryMs);
    const stop = store.onOtherChange('console-active', look);
    for (const name of inputs) document.addEventListener(name, touched, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      stop();
      for (const name of inputs) document.removeEventListener(name, touched, { capture: true });
    };
  }, [session, store, now, signedIn]);
  if (!locked || !signedIn) return null;
  return (
    <Dialog title="The console is locked" cover>
      <p>
        Nobody used it for a while. Prove that you are <strong>{state.me.username}</strong> to go on where you were.
      </p>
      <StepUpForm />
      <button type="button" onClick={() => void session.signOut()}>
        Sign out
      </button>
    </Dialog>
  );
}
