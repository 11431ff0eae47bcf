import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const DevicesScreen = lazyScreen(() =>
  import('../../src/features/account/account-screens.ts').then((m) => m.accountScreens.devices),
);

export default function DevicesRoute() {
  return (
    <SignedInOnly>
      <DevicesScreen />
    </SignedInOnly>
  );
}
