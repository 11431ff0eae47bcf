import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { RequestsScreen } from '../../src/features/privacy/requests-screen.tsx';

export default function RequestsRoute() {
  return (
    <SignedInOnly evenEnding>
      <RequestsScreen />
    </SignedInOnly>
  );
}
