import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const MinorScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.minor),
);

export default function MinorRoute() {
  return (
    <SignedInOnly evenEnding>
      <MinorScreen />
    </SignedInOnly>
  );
}
