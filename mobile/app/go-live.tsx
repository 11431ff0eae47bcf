import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { GoLiveScreen } from '../src/features/live/go-live-screen.tsx';

export default function GoLive() {
  return (
    <SignedInOnly>
      <GoLiveScreen />
    </SignedInOnly>
  );
}
