import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const ParentScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.parent),
);

export default ParentScreen;
