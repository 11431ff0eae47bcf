import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const DataScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.data),
);

export default function DataRoute() {
  return (
    <SignedInOnly>
      <DataScreen />
    </SignedInOnly>
  );
}
