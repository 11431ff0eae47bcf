import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const GoLiveScreen = lazyScreen(() => import('../src/features/live/go-live-screen.tsx').then((m) => m.GoLiveScreen));

export default function GoLive() {
  return (
    <SignedInOnly>
      <GoLiveScreen />
    </SignedInOnly>
  );
}
