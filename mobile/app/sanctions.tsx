import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const SanctionsScreen = lazyScreen(() =>
  import('../src/features/host/host-screens.ts').then((m) => m.hostScreens.SanctionsScreen),
);

export default function Sanctions() {
  return (
    <SignedInOnly>
      <SanctionsScreen />
    </SignedInOnly>
  );
}
