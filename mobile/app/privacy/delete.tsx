import { EraseScreen } from '../../src/features/privacy/erase-screen.tsx';

export default EraseScreen;
