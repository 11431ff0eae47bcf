import { NotFoundScreen } from '../src/features/shell/not-found-screen.tsx';

export default NotFoundScreen;
