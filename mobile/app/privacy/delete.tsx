import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const EraseScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.erase),
);

export default EraseScreen;
