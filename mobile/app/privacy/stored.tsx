import { StoredScreen } from '../../src/features/legal/stored-screen.tsx';

export default StoredScreen;
