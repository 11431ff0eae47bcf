import { fakeWallet } from './fake-wallet.ts';
import { walletContract } from './wallet.contract.ts';

walletContract('the fake', () => fakeWallet(() => Date.now()));
