import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const StoredScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.stored),
);

export default StoredScreen;
