import { PayoutsScreen } from '../payouts/payouts-screen.tsx';
import { BuyScreen } from '../purchase/buy-screen.tsx';
import { PayScreen } from '../purchase/pay-screen.tsx';
import { PaymentsScreen } from '../purchase/payments-screen.tsx';
import { LimitsScreen } from './limits-screen.tsx';
import { WalletScreen } from './wallet-screen.tsx';

/** The screens about money, which share most of their code: one piece for the bundler. */
export const walletScreens = {
  wallet: WalletScreen,
  limits: LimitsScreen,
  buy: BuyScreen,
  pay: PayScreen,
  payments: PaymentsScreen,
  payouts: PayoutsScreen,
};
