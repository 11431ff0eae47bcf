import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

export default lazyScreen(() => import('../../src/features/people/profile-screen.tsx').then((m) => m.ProfileScreen));
