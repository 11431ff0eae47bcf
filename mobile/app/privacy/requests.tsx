import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const RequestsScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.requests),
);

export default function RequestsRoute() {
  return (
    <SignedInOnly evenEnding>
      <RequestsScreen />
    </SignedInOnly>
  );
}
