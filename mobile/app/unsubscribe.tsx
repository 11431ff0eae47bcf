import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const UnsubscribeScreen = lazyScreen(() =>
  import('../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.unsubscribe),
);

export default UnsubscribeScreen;
