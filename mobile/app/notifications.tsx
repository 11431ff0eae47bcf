import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const NotificationsScreen = lazyScreen(() =>
  import('../src/features/notifications/notifications-screen.tsx').then((m) => m.NotificationsScreen),
);

export default function NotificationsRoute() {
  return (
    <SignedInOnly>
      <NotificationsScreen />
    </SignedInOnly>
  );
}
