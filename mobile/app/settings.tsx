import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

export default lazyScreen(() => import('../src/features/settings/settings-screen.tsx').then((m) => m.SettingsScreen));
