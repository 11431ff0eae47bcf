import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { MinorScreen } from '../../src/features/privacy/minor-screen.tsx';

export default function MinorRoute() {
  return (
    <SignedInOnly evenEnding>
      <MinorScreen />
    </SignedInOnly>
  );
}
