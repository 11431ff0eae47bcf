import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const ConsentsScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.consents),
);

export default function ConsentsRoute() {
  return (
    <SignedInOnly>
      <ConsentsScreen />
    </SignedInOnly>
  );
}
