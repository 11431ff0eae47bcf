import { LobbyScreen } from '../src/features/lobby/lobby-screen.tsx';

export default LobbyScreen;
